const dialog = document.getElementById("confirm");
const yes = document.getElementById("confirm-yes");

/** Asks before something that cannot be taken back. Gives whether it is wanted. */
export function confirmed(title, text, label) {
  document.getElementById("confirm-title").textContent = title;
  document.getElementById("confirm-text").textContent = text;
  yes.textContent = label;
  dialog.returnValue = "";
  dialog.showModal();
  document.getElementById("confirm-no").focus();
  return new Promise(answer => dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true }));
}

yes.addEventListener("click", () => dialog.close("yes"));
document.getElementById("confirm-no").addEventListener("click", () => dialog.close(""));
