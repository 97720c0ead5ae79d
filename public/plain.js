// Helps with pages that the server writes alone; their forms work without it too.
//
//   - A form that was refused comes back with what was written in it, except for secrets.
//   - <button data-copy="text" data-copied="Copied">: puts the text into the clipboard.
//   - <input type="file" data-put="/address" data-failed="That did not work.">: sends the file that was chosen.
//   - <input type="file" data-into="id">: puts the text of the file that was chosen into the field of this id.
//   - Custom elements load their scripts, which <meta> elements name.

const KEY = "almanac-form";

/** The fields of a form that may be kept: what was written or chosen in sight, and is no secret. */
function fields(form) {
  const kept = (field) => field.name && !["password", "hidden", "file", "submit", "button"].includes(field.type);
  return [...form.elements].filter((field) => kept(field) && field.autocomplete !== "one-time-code");
}

const boxed = (field) => field.type === "checkbox" || field.type === "radio";

addEventListener("submit", ({ target: form, submitter }) => {
  if (form.method !== "post") return;
  const values = fields(form).map((field) => (boxed(field) ? field.checked : field.value));
  const { pathname } = location;
  sessionStorage.setItem(KEY, JSON.stringify({ pathname, index: [...document.forms].indexOf(form), values }));
  // Sent once; after the event, because a button that is off is not sent.
  setTimeout(() => submitter && (submitter.disabled = true));
});

// A page that comes back from the browser's memory can be sent again.
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  for (const button of document.querySelectorAll("button[type=submit]:disabled")) button.disabled = false;
});

/** Gives a refused form back what was written in it, and takes the refusal out of the address. */
function restore() {
  const saved = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  sessionStorage.removeItem(KEY);
  const here = new URL(location.href);
  if (!here.searchParams.has("__path")) return;
  here.searchParams.delete("__path");
  here.searchParams.delete("__err");
  history.replaceState(null, "", here);
  const form = saved?.pathname === here.pathname ? document.forms[saved.index] : null;
  if (!form) return;
  for (let at = form.closest("details"); at; at = at.parentElement?.closest("details")) at.open = true;
  const list = fields(form);
  if (list.length !== saved.values.length) return;
  list.forEach((field, i) => (boxed(field) ? (field.checked = saved.values[i]) : (field.value = saved.values[i])));
  (form.querySelector("[aria-invalid=true]") ?? list.at(0))?.focus();
}

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  button.textContent = button.dataset.copied;
}

async function put(input) {
  const told = input.closest("form, section").querySelector("[role=alert]");
  const answer = await fetch(input.dataset.put, { method: "PUT", body: input.files[0] });
  if (answer.ok) return location.reload();
  const { message } = await answer.json();
  told.textContent = `${input.dataset.failed} (${message})`;
}

addEventListener("click", ({ target }) => {
  const button = target.closest("[data-copy]");
  if (button) copy(button);
});
addEventListener("change", async ({ target }) => {
  const into = target.dataset.into && document.getElementById(target.dataset.into);
  if (into && target.files.length > 0) into.value = await target.files[0].text();
  if (target.dataset.put && target.files.length > 0) put(target);
});

restore();
for (const name of ["arrangements", "charts", "dashboards", "passkeys"]) {
  const element = `almanac-${name.slice(0, -1)}`;
  const script = document.querySelector(`meta[name=almanac-${name}]`)?.content;
  if (script && document.querySelector(element)) import(script);
}
