// What only the browser can do: save typed text after a pause, keep what is not stored yet, say so,
// remember who writes, and notice that the server was started anew. See browser.py.
//
// The widgets stay Streamlit's own. A field is found by its key, which has ":field:" in it; beside
// the fields of one question stands a line (".spca-saved") with a checksum of what the server holds.
// A text counts as stored when its checksum is the one in that line, and not before.

const PAUSE = 2000; // milliseconds without a key until a text is sent
const ARROW_PAUSE = 900; // the same for a level that is chosen with the arrow keys
const HOLD = 5000; // how long a click waits for what was typed or chosen before it
const LONGEST_HOLD = 60000; // the same while the server is at work, as on a busy machine
const CALM = 120; // a page counts as drawn after so long: some are drawn twice, one after the other
const LOOK_PAUSE = 50;
const SLACK = 10; // pixels: whoever moves further between pressing and letting go means no click
const MISSED = 100; // a click comes right behind the end of a press, or not at all
const PATIENCE = 8000; // until a missing answer of the server is said
const KEPT_DAYS = 30; // after that, a text that was never sent is let go of
const FIELD = '[class*="st-key-"][class*="-field-"]';
const TEXT = '[data-testid="stTextArea"] textarea, [data-testid="stTextInput"] input';
const LEVEL = '[class*="-field-level"] input[type="radio"]';
const CLICKED =
  'a[href], button, label:has(input[type="radio"], input[type="checkbox"]), ' +
  'input[type="radio"], input[type="checkbox"]';
const FORM = '[data-testid="stForm"]';
const DRAFT = "spca:text:";

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function checksum(text) {
  let value = 0xffffffff;
  for (const byte of new TextEncoder().encode(text)) {
    value = (value >>> 8) ^ TABLE[(value ^ byte) & 0xff];
  }
  return (value ^ 0xffffffff) >>> 0;
}

function nameOf(element) {
  const field = element?.closest?.(FIELD);
  return field && [...field.classList].find((name) => name.startsWith("st-key-"));
}

const textOf = (name) => document.querySelector(`.${CSS.escape(name)}`)?.querySelector(TEXT);
const isText = (element) => element?.matches?.(TEXT) && !element.closest(FORM);

// A form that keeps what is typed in it has a mark in it, and its texts have keys.
const markIn = (form) => form?.querySelector(".spca-typed");
function nameIn(form, element) {
  const field = element.closest('[class*="st-key-"]');
  return form.contains(field) && [...field.classList].find((name) => name.startsWith("st-key-"));
}

function begin() {
  const unsaved = new Map(); // name of a text field -> timer of its pause
  const asked = new Map(); // line -> the run that it showed when something was sent
  const seen = new Set(); // fields whose kept text was offered, or had none
  const offered = new Map(); // field -> its offer, as long as nobody took it or threw it away
  const arrived = new Set();
  const forms = new Set();
  const handed = new Map(); // name of a text in a form that was handed in -> run of the form, text
  let words = {};
  let session = null;
  let askAgain = null;
  let leaving = false;
  let replaying = false;
  let isDrawing = false; // since something was chosen beside a question, until the page stands still
  let lastBusy = 0;
  const waiting = []; // clicks that wait for what came before them
  let aimed = null; // a level that the arrow keys have come to

  const live = document.createElement("div");
  live.className = "spca-live";
  live.setAttribute("role", "status");
  const cover = document.createElement("div");
  cover.className = "spca-cover";
  cover.setAttribute("role", "alert");
  const skip = document.createElement("button");
  skip.className = "spca-skip";
  skip.type = "button";
  const style = document.createElement("style");
  style.textContent = STYLE;
  document.head.append(style);
  const first = document.createElement("nav"); // a landmark, or a screen reader passes it by
  first.append(skip);
  document.body.prepend(first);
  document.body.append(live, cover);

  // What is kept in this browser until the server has it.

  function keep(name, text, store = localStorage) {
    try {
      store.setItem(DRAFT + name, JSON.stringify({ text, at: Date.now() }));
    } catch {
      // A full or forbidden store of the browser: the text is still on the screen.
    }
  }
  const drop = (name, store = localStorage) => store.removeItem(DRAFT + name);
  function kept(name, store = localStorage) {
    try {
      return JSON.parse(store.getItem(DRAFT + name));
    } catch {
      return null;
    }
  }
  function dropOld() {
    const oldest = Date.now() - KEPT_DAYS * 86_400_000;
    for (const key of Object.keys(localStorage)) {
      const name = key.startsWith(DRAFT) && key.slice(DRAFT.length);
      if (name && !(kept(name)?.at > oldest)) drop(name);
    }
  }

  // The line beside a question.

  const lines = () => [...document.querySelectorAll(".spca-saved")];
  const lineOf = (name) => lines().find((line) => name?.startsWith(line.dataset.prefix));
  const sums = (line) => JSON.parse(line.dataset.fields);

  function say(line, word) {
    const now = line?.querySelector(".spca-now");
    if (!now || now.textContent === word) return;
    now.textContent = word;
    line.classList.toggle("spca-busy", word !== "");
    live.textContent = word || line.querySelector(".spca-line").textContent;
  }

  function expect(line) {
    if (!line) return;
    asked.set(line, line.dataset.run);
    say(line, words.saving);
    setTimeout(() => asked.has(line) && say(line, words.unanswered), PATIENCE);
  }

  function send(name) {
    const element = textOf(name);
    if (!element) return;
    clearTimeout(unsaved.get(name));
    const ctrlKey = element.tagName === "TEXTAREA";
    element.dispatchEvent(
      new KeyboardEvent("keydown", { key: "Enter", code: "Enter", keyCode: 13, ctrlKey, bubbles: true }),
    );
    expect(lineOf(name));
  }

  const sendAll = () => [...unsaved.keys()].forEach(send);

  function settle() {
    for (const name of [...unsaved.keys()]) {
      const element = textOf(name);
      const line = lineOf(name);
      if (!element || !line) unsaved.delete(name); // another page: the text is kept, and offered there
      else if (sums(line)[name] === checksum(element.value)) {
        clearTimeout(unsaved.get(name));
        unsaved.delete(name);
        drop(name);
      }
    }
    for (const [line, run] of asked) {
      const isAnswered = line.dataset.run !== run && !line.dataset.again;
      if (!line.isConnected || isAnswered) asked.delete(line);
    }
    for (const line of lines()) {
      const open = [...unsaved.keys()].some((name) => name.startsWith(line.dataset.prefix));
      if (!open && !asked.has(line) && !line.querySelector(".spca-offer")) say(line, "");
    }
  }

  function offer() {
    const names = new Set();
    for (const line of lines()) {
      for (const [name, sum] of Object.entries(sums(line))) {
        names.add(name);
        stays(name, line);
        if (seen.has(name) || unsaved.has(name) || !textOf(name)) continue;
        seen.add(name);
        const draft = kept(name);
        if (draft && checksum(draft.text) === sum) drop(name);
        else if (draft) drawOffer(line, name, draft);
      }
    }
    offerTyped(names);
    for (const name of seen) {
      if (names.has(name)) continue;
      seen.delete(name);
      offered.delete(name);
    }
  }

  // With each answer of the server the line is made anew, and what stood at it is gone.
  function stays(name, line) {
    const box = offered.get(name);
    if (box && !box.isConnected) line.before(box);
  }

  // What is typed in a form is sent with its button alone. Until then it is kept as long as this tab
  // is open, and no longer: a dissent must not lie in the browser of an office.

  function offerTyped(names) {
    for (const mark of document.querySelectorAll(".spca-typed")) {
      const form = mark.closest(FORM);
      for (const element of form?.querySelectorAll(TEXT) ?? []) {
        const name = nameIn(form, element);
        if (!name) continue;
        names.add(name);
        stays(name, mark);
        if (seen.has(name)) continue;
        seen.add(name);
        const draft = kept(name, sessionStorage);
        if (draft && draft.text !== element.value) drawOffer(mark, name, draft, sessionStorage);
      }
    }
  }

  function handIn(form) {
    const mark = markIn(form);
    for (const element of mark ? form.querySelectorAll(TEXT) : []) {
      const name = nameIn(form, element);
      if (name && kept(name, sessionStorage)) handed.set(name, { run: mark.dataset.run, text: element.value });
    }
  }

  function letGo() {
    if (handed.size === 0 || isBusy()) return;
    for (const [name, { run, text }] of handed) {
      const element = textOf(name);
      const mark = markIn(element?.closest(FORM));
      if (mark?.dataset.run === run) continue; // not answered yet
      handed.delete(name);
      // Taken, a form begins anew or is gone; a text that is still there was refused.
      if (element?.value !== text || !mark?.dataset.pending) drop(name, sessionStorage);
    }
  }

  function drawOffer(line, name, draft, store = localStorage) {
    const box = document.createElement("div");
    box.className = "spca-offer";
    const head = document.createElement("strong");
    head.textContent = words.offer.replace("{when}", new Date(draft.at).toLocaleString());
    const field = document.createElement("div"); // one question has several texts
    field.textContent = textOf(name).getAttribute("aria-label");
    const text = document.createElement("pre");
    text.textContent = draft.text;
    const label = store === localStorage ? words.putBack : words.putBackAlone;
    box.append(head, field, text, button(label, putBack), button(words.throwAway, throwAway));
    line.before(box);
    offered.set(name, box);
    live.textContent = head.textContent;
    function putBack() {
      const element = textOf(name);
      const kind = element.tagName === "TEXTAREA" ? HTMLTextAreaElement : HTMLInputElement;
      Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(element, draft.text);
      element.dispatchEvent(new Event("input", { bubbles: true }));
      takeAway();
      if (store === localStorage) send(name);
      else element.focus();
    }
    function throwAway() {
      drop(name, store);
      takeAway();
    }
    function takeAway() {
      offered.delete(name);
      box.remove();
    }
  }

  function button(label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.addEventListener("click", act);
    return made;
  }

  // What people do.

  document.addEventListener("input", ({ target }) => {
    const form = target.closest?.(FORM);
    if (form) forms.add(form);
    if (markIn(form) && target.matches(TEXT)) typed(nameIn(form, target), target.value);
    const name = isText(target) && nameOf(target);
    const line = name && lineOf(name);
    if (!line) return;
    keep(name, target.value);
    clearTimeout(unsaved.get(name));
    unsaved.set(name, setTimeout(() => send(name), PAUSE));
    say(line, words.typing);
  });

  function typed(name, text) {
    if (!name) return;
    seen.add(name);
    handed.delete(name); // what is typed now was not handed in
    if (text) keep(name, text, sessionStorage);
    else drop(name, sessionStorage);
  }

  document.addEventListener("keydown", ({ key, ctrlKey, metaKey, target }) => {
    const sends = key === "Enter" && (target.tagName === "INPUT" || ctrlKey || metaKey);
    if (sends && target.matches(TEXT)) handIn(target.closest(FORM));
  }, true);

  document.addEventListener("focusout", ({ target }) => {
    const name = isText(target) && nameOf(target);
    if (unsaved.has(name)) expect(lineOf(name)); // Streamlit sends a text that is left
    if (aimed === target) choose();
  });

  document.addEventListener("change", ({ target }) => {
    if (!isText(target)) expect(lineOf(nameOf(target)));
  });

  // What is chosen while Streamlit draws the question anew can be lost in the browser: the button
  // that was hit is replaced, and its choice with it. So clicks beside questions come one by one.
  const isBusy = () => document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState !== "notRunning";

  function isOpen() {
    settle();
    if (isBusy()) lastBusy = Date.now();
    if (Date.now() - lastBusy > CALM) isDrawing = false;
    return unsaved.size > 0 || asked.size > 0 || isDrawing;
  }

  function placeOf(target) {
    const place = target.closest('[class*="st-key-"]') ?? document.body;
    const key = [...place.classList].find((name) => name.startsWith("st-key-"));
    return { target, key, number: [...place.querySelectorAll(CLICKED)].indexOf(target), text: target.textContent };
  }

  function find({ target, key, number, text }) {
    if (target.isConnected) return target;
    const place = key ? document.querySelector(`.${CSS.escape(key)}`) : document.body;
    const all = [...(place?.querySelectorAll(CLICKED) ?? [])];
    return [all[number], ...all].find((other) => other?.textContent === text);
  }

  document.addEventListener("pointerdown", ({ target }) => {
    if (!isText(target)) sendAll();
  }, true);

  function clicked(event) {
    const target = !replaying && event.target.closest?.(CLICKED);
    return target && !target.closest(".spca-offer, .spca-cover") ? target : null;
  }

  // Some buttons act when they are pressed or let go, others on the click: all of one press waits,
  // or none of it.
  let press = null;
  const isPressed = ({ type, key }) => !type.startsWith("key") || key === "Enter" || key === " ";
  for (const type of ["pointerdown", "keydown"]) {
    document.addEventListener(type, (event) => {
      if (!isPressed(event) || replaying) return;
      const target = clicked(event);
      press = { waits: target !== null && (isOpen() || waiting.length > 0) };
      if (target && event.button === 0) { // no key, and not the button that opens a menu
        Object.assign(press, { place: placeOf(target), x: event.clientX, y: event.clientY });
      }
      if (press.waits) event.stopImmediatePropagation();
    }, true);
  }

  // What was pressed can move away before it is let go, as the answer before it is drawn just then.
  // The click falls on what stands there now, or on nothing: what was pressed is what was meant.
  function isMissed({ isTrusted, clientX, clientY, target }) {
    if (!isTrusted || !press?.place || press.place.target.contains(target)) return false;
    return Math.hypot(clientX - press.x, clientY - press.y) <= SLACK;
  }
  document.addEventListener("pointercancel", () => {
    press = null; // a finger that scrolls
  }, true);
  document.addEventListener("pointerup", (event) => {
    if (!isMissed(event)) return;
    const missed = press;
    setTimeout(() => {
      if (press !== missed) return;
      press = null;
      wait(missed.place);
    }, MISSED);
  }, true);
  for (const type of ["mousedown", "touchstart", "pointerup", "mouseup", "touchend", "keyup"]) {
    document.addEventListener(type, (event) => {
      if (press?.waits && isPressed(event)) event.stopImmediatePropagation();
    }, true);
  }

  // A click that leads to another page would overtake the text: it waits until that is stored.
  document.addEventListener("click", (event) => {
    const missed = isMissed(event) ? press.place : null;
    const target = missed ? find(missed) : clicked(event);
    const waits = missed !== null || (press?.waits ?? (isOpen() || waiting.length > 0));
    press = null;
    if (!target) return;
    if (target.closest('[data-testid="stFormSubmitButton"]')) {
      forms.delete(target.closest(FORM));
      handIn(target.closest(FORM));
    }
    if (!waits) {
      begun(target);
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    wait(placeOf(target));
  }, true);

  function wait(place) {
    sendAll();
    waiting.push(place);
    if (waiting.length === 1) letThrough(Date.now() + HOLD);
  }

  // Behind the event: a click on a label is followed by one on its button.
  function begun(target) {
    if (target.closest('[data-testid="stButtonGroup"]')) expect(lineOf(nameOf(target)));
    if (lines().length === 0 || target.matches("a[href]")) return;
    setTimeout(() => {
      isDrawing = true;
      lastBusy = Date.now();
    });
  }

  function letThrough(until) {
    const longest = isBusy() ? LONGEST_HOLD - HOLD : 0;
    if (isOpen() && Date.now() < until + longest) {
      setTimeout(letThrough, LOOK_PAUSE, until);
      return;
    }
    const target = find(waiting.shift());
    replaying = true;
    (target?.querySelector("input") ?? target)?.click();
    replaying = false;
    if (target) begun(target);
    // What was begun counts only behind this event.
    if (waiting.length) setTimeout(letThrough, LOOK_PAUSE, Date.now() + HOLD);
  }

  // The arrow keys walk over the levels; the one at which they stop is chosen.
  document.addEventListener("keydown", (event) => {
    const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
    const step = steps[event.key];
    if (!event.target.matches?.(LEVEL) || !step) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const all = [...event.target.closest(FIELD).querySelectorAll('input[type="radio"]')];
    const next = all[(all.indexOf(event.target) + step + all.length) % all.length];
    clearTimeout(aimed?.spcaTimer);
    aimed = null; // moving on is no choice
    next.focus();
    aimed = next;
    next.spcaTimer = setTimeout(choose, ARROW_PAUSE);
    say(lineOf(nameOf(next)), words.typing);
  }, true);

  function choose() {
    const chosen = aimed;
    aimed = null;
    clearTimeout(chosen?.spcaTimer);
    if (chosen?.isConnected && !chosen.checked) chosen.click();
    else settle();
  }

  skip.addEventListener("click", (event) => {
    event.preventDefault();
    (document.querySelector(`${LEVEL}:checked`) ?? document.querySelector(LEVEL))?.focus();
  });

  window.addEventListener("beforeunload", (event) => {
    for (const form of forms) if (!form.isConnected) forms.delete(form);
    const waits = document.querySelector('.spca-saved[data-waiting="1"]');
    if (!leaving && (unsaved.size || asked.size || forms.size || waits)) event.preventDefault();
  });

  // Where the page wants the reader to be.

  function arrive() {
    const sign = document.querySelector(".spca-arrive");
    if (!sign || arrived.has(sign.dataset.number)) return;
    const target = document.querySelector(`.st-key-${CSS.escape(sign.dataset.target)}`);
    const heading = target?.querySelector("h1, h2, h3, h4");
    if (!heading) return;
    arrived.add(sign.dataset.number);
    heading.tabIndex = -1;
    target.style.scrollMarginTop = "4.5rem"; // below the bar at the top of the page
    const go = () => {
      target.scrollIntoView({ block: "start" });
      heading.focus({ preventScroll: true });
    };
    go();
    setTimeout(go, 300); // what is drawn above it moves it once more
  }

  // The line to the server.

  const isUp = () =>
    document.querySelector('[data-testid="stApp"]')?.dataset.testConnectionState === "CONNECTED";

  function covered(text) {
    cover.textContent = text;
    cover.classList.toggle("spca-on", text !== "");
    for (const part of document.querySelectorAll('[data-testid="stMain"], [data-testid="stSidebar"]')) {
      part.inert = text !== "";
    }
  }

  let wasUp = true;
  function watchLine() {
    const up = isUp();
    if (up === wasUp) return;
    wasUp = up;
    covered(up ? words.back : words.away);
    // A server that was started anew knows nothing of this tab: nothing counts before it has drawn
    // the whole page, and says whether it is the one that drew it before.
    if (up) askAgain();
  }

  function look() {
    settle();
    letGo();
    offer();
    arrive();
    skip.hidden = !document.querySelector(LEVEL);
  }

  // A page is drawn in hundreds of small steps: it is looked at once between many of them. Only a
  // line that comes back is met at once, before anything can be entered.
  let planned = false;
  new MutationObserver(() => {
    watchLine();
    if (planned) return;
    planned = true;
    setTimeout(() => {
      planned = false;
      look();
    }, LOOK_PAUSE);
  }).observe(document.documentElement, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ["data-run", "data-fields", "data-test-connection-state", "data-test-script-state", "data-number"],
  });
  dropOld();

  return function update(data, trigger) {
    words = data.words;
    skip.textContent = words.skip;
    first.setAttribute("aria-label", words.skip);
    askAgain = () => trigger("asked", Date.now());
    if (data.kept) remember(data.kept);
    if (session && session !== data.session) {
      leaving = true;
      location.reload();
      return;
    }
    session = data.session;
    if (isUp()) covered("");
    look();
  };
}

function remember({ name, value }) {
  const age = value ? 365 * 86_400 : 0;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; Max-Age=${age}; Path=/; SameSite=Strict${secure}`;
}

const STYLE = `
label:has(input[type="radio"]:focus-visible) { outline: 2px solid #1f5f8b; outline-offset: 2px; }
.spca-live { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.spca-saved { font-size: 0.875rem; }
.spca-busy .spca-line { display: none; }
.spca-busy .spca-now { font-weight: 600; }
.spca-offer { border: 1px solid; border-radius: 0.5rem; padding: 0.75rem; margin-bottom: 0.5rem; }
.spca-offer pre { white-space: pre-wrap; font: inherit; max-height: 12rem; overflow: auto; }
.spca-offer button { margin-right: 0.5rem; padding: 0.35rem 0.75rem; min-height: 2rem; }
.spca-cover { display: none; position: fixed; inset: auto 0 0 0; z-index: 1000000; padding: 1rem;
  background: #5b3a00; color: #fff; font-weight: 600; text-align: center; }
.spca-cover.spca-on { display: block; }
.spca-skip { position: fixed; left: 1rem; top: -10rem; z-index: 1000001; padding: 0.5rem 1rem;
  background: #fff; color: #0b3d5c; border: 2px solid; }
.spca-skip:focus { top: 0.5rem; }
@media print { .spca-cover, .spca-offer, .spca-skip { display: none; } }
`;

export default function ({ data, setTriggerValue }) {
  window.spcaFrame ??= begin();
  window.spcaFrame(data, setTriggerValue);
}
