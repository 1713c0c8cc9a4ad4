// The place in the page that was asked for goes on through the login.
const form = document.querySelector("form");
form.action = `login${location.hash}`;
