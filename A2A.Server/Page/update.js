// Makes what is shown like what is to be shown, and touches nothing that is the same: the focus, a selection and what was unfolded stay.

export function update(present, next) {
  if (present.isEqualNode(next)) return;
  if (present.nodeType === Node.TEXT_NODE) {
    present.data = next.data;
    return;
  }
  updateAttributes(present, next);
  updateChildren(present, next);
}

/** Attributes that a click sets and no rendering removes: what was unfolded, and a button whose change is running. */
const isOwn = name => name === "open" || name === "disabled";

function updateAttributes(present, next) {
  for (const { name } of [...present.attributes]) {
    if (!next.hasAttribute(name) && !isOwn(name)) present.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (present.getAttribute(name) !== value) present.setAttribute(name, value);
  }
}

function updateChildren(present, next) {
  let place = present.firstChild;
  for (const wanted of [...next.childNodes]) {
    const found = find(present, place, wanted);
    if (!found) {
      present.insertBefore(wanted, place);
      continue;
    }
    if (found === place) place = place.nextSibling;
    else present.insertBefore(found, place);
    update(found, wanted);
  }
  while (place) {
    const rest = place.nextSibling;
    place.remove();
    place = rest;
  }
}

// By its key wherever it is now; without a key only in its place.
function find(present, place, wanted) {
  const key = wanted.dataset?.key;
  if (key !== undefined) {
    for (let each = place; each; each = each.nextSibling) {
      if (each.dataset?.key === key) return each;
    }
    return null;
  }
  return place && place.nodeName === wanted.nodeName && place.dataset?.key === undefined ? place : null;
}
