// Which of the notifications and refused webhooks are shown.

const controls = Object.fromEntries(["text", "state", "verdict", "clear"].map(name => [name, document.getElementById(`filter-${name}`)]));

const verdicts = {
  verified: () => true,
  duplicate: notice => notice.receipts > 1,
  disorder: notice => notice.inOrder === false,
  retried: notice => notice.attempt > 1,
  refused: () => false,
};

/** Calls `changed` when a person has changed the filter. */
export function whenFiltered(changed) {
  const update = () => {
    controls.clear.disabled = !isFiltered();
    changed();
  };
  for (const control of [controls.text, controls.state, controls.verdict]) control.addEventListener("input", update);
  controls.clear.addEventListener("click", () => {
    for (const control of [controls.text, controls.state, controls.verdict]) control.value = "";
    controls.text.focus();
    update();
  });
}

export const isFiltered = () => Boolean(controls.text.value || controls.state.value || controls.verdict.value);

/** A task is shown when its newest state is wanted and one of its notifications is. */
export const wantsState = state => !controls.state.value || state === controls.state.value;

export const wantsNotice = notice => (verdicts[controls.verdict.value] ?? verdicts.verified)(notice)
  && hasText(notice.taskId, notice.deliveryId, notice.text);

export const wantsRefused = refused => !controls.state.value
  && ["", "refused"].includes(controls.verdict.value)
  && hasText(refused.cause, refused.reason, ...Object.values(refused.headers ?? {}));

function hasText(...texts) {
  const wanted = controls.text.value.trim().toLowerCase();
  return texts.some(text => (text ?? "").toLowerCase().includes(wanted));
}
