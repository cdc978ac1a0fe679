/** @jsxImportSource preact */
// A chat from waiting to its end: place in the queue, transcript, composer, ending.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Entry, Pending as Message, View } from "./chat";
import { Field, Submit, useAround, useDraft } from "./parts";
import { Rating } from "./rating";
import { eventText, failureText } from "./texts";

/** The core counts places up to here. */
const aheadMax = 256;

function Line({ entry, status }: { entry: Entry; status: string }) {
  const { t } = useAround();
  if (entry.kind !== "MESSAGE") {
    const text = eventText(entry, t);
    return text ? <li class="event">{text}</li> : null;
  }
  const own = entry.author === "SHOPPER";
  const time = new Date(Number(entry.atMs)).toLocaleTimeString(t.language, { hour: "2-digit", minute: "2-digit" });
  return (
    <li class={own ? "own" : ""}>
      <b>{own ? t.you : entry.name || t.agent} {time}{status && ` ${status}`}</b>
      <span lang={entry.language}>{entry.text}</span>
    </li>
  );
}

function Pending({ message }: { message: Message }) {
  const { desk: { chat }, t } = useAround();
  return (
    <li class="own">
      <b>{t.you} {message.error ? "" : t.pending}</b>
      {message.text}
      {message.error && (
        <>
          <p class="bad">{failureText(message.error, t)}</p>
          <div class="row">
            <button onClick={() => chat.again(message)}>{t.again}</button>
            <button onClick={() => chat.discard(message)}>{t.drop}</button>
          </div>
        </>
      )}
    </li>
  );
}

function Transcript() {
  const { desk: { chat }, t } = useAround();
  const end = useRef<HTMLLIElement>(null);
  const lastOwn = chat.entries.findLast((one) => one.kind === "MESSAGE" && one.author === "SHOPPER")?.n;
  const newest = chat.entries.at(-1)?.n;
  useEffect(() => end.current?.scrollIntoView({ block: "end" }), [newest, chat.pending]);
  return (
    <>
      {chat.missingBelow > 0 &&
        <button onClick={() => chat.older()}>{t.older}</button>}
      {/* What arrives is spoken by the widget's announcer; a live log would say it twice. */}
      <div role="log" aria-live="off" aria-label={t.log}>
        <ol>
          {chat.entries.map((entry) => (
            <Line key={entry.n} entry={entry}
              status={entry.n !== lastOwn ? "" : (chat.view!.peerRead ?? 0) >= entry.n ? t.read : t.delivered} />
          ))}
          {chat.pending.map((message) => <Pending key={message.key} message={message} />)}
          <li class="event" ref={end} aria-hidden={!chat.typing}>{chat.typing ? t.typing : ""}</li>
        </ol>
      </div>
    </>
  );
}

function Waiting({ view }: { view: View }) {
  const { desk, t, say } = useAround();
  const [contact, setContact] = useDraft("contact");
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState("");
  const ahead = view.ahead ?? 0;
  const place = view.messageLeft ? t.left
    : !view.serving ? t.nobody
    : ahead >= aheadMax ? t.aheadMany(aheadMax) : t.ahead(ahead);
  const told = useRef<HTMLParagraphElement>(null);
  useEffect(() => say(place), [place]);

  async function leave(event: Event): Promise<void> {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const error = await desk.chat.leave(contact.trim());
    setBusy(false);
    setFailed(error && failureText(error, t));
    if (!error) told.current?.focus(); // the form goes away
  }

  return (
    <div class="note">
      <p ref={told} tabIndex={-1}>{place}</p>
      {!view.serving && !view.messageLeft && (
        <form onSubmit={(event) => void leave(event)}>
          <Field label={t.contact} value={contact} onValue={setContact} max={200} error={failed} />
          <Submit busy={busy}>{t.leave}</Submit>
        </form>
      )}
    </div>
  );
}

function Composer({ onFresh }: { onFresh: (leave: boolean) => void }) {
  const { desk: { chat }, t, say } = useAround();
  const [text, setText] = useDraft("message");
  const composing = useRef(false);

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    if (!text.trim()) return;
    setText("");
    const error = await chat.send(text);
    if (!error) return;
    say(t.reopenOver);
    onFresh(error.startsWith("Q"));
  }
  // An input method's Enter chooses a word; 229 is what some browsers say for it after composition has ended.
  function key(event: KeyboardEvent): void {
    const busy = composing.current || event.isComposing || event.keyCode === 229;
    if (event.key === "Enter" && !event.shiftKey && !busy) void send(event);
  }
  return (
    <form class="row" onSubmit={(event) => void send(event)} data-composer
      onCompositionStart={() => (composing.current = true)}
      // Safari ends the composition before the Enter that ended it.
      onCompositionEnd={() => setTimeout(() => (composing.current = false), 50)}>
      <Field className="grow" label={chat.open ? t.message : t.reopen} value={text} lines={2} max={4000} onKeyDown={key}
        onValue={(next) => {
          setText(next);
          chat.tellTyping();
        }} />
      <button class="main" type="submit">{t.send}</button>
    </form>
  );
}

function EndChat() {
  const { desk, t, say } = useAround();
  const [asked, setAsked] = useState(false);
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (asked) first.current?.focus();
  }, [asked]);
  if (!asked) return <button onClick={() => setAsked(true)}>{t.end}</button>;
  const end = async () => {
    const error = await desk.chat.end();
    if (error) say(failureText(error, t));
    setAsked(false);
  };
  return (
    <div class="row" role="group" aria-label={t.endSure}>
      <p class="grow">{t.endSure}</p>
      <button ref={first} onClick={() => setAsked(false)}>{t.endNo}</button>
      <button onClick={() => void end()}>{t.endYes}</button>
    </div>
  );
}

export function Talk({ onFresh }: { onFresh: (leave: boolean) => void }) {
  const { desk: { chat }, t } = useAround();
  const { open } = chat;
  const view = chat.view!;
  const body = useRef<HTMLDivElement>(null);
  const ended = useRef<HTMLHeadingElement>(null);
  const wasOpen = useRef(open);
  useEffect(() => {
    // Whoever was where something has gone is taken to what replaced it; whoever still writes is left in peace.
    if (wasOpen.current && !open && !(body.current!.getRootNode() as ShadowRoot).activeElement) ended.current?.focus();
    wasOpen.current = open;
  }, [open]);
  const note = open && view.onHold ? t.hold : view.state === "ACTIVE" && !view.peerOnline ? t.away : "";
  return (
    <>
      <div class="body" ref={body}>
        <Transcript />
        {view.state === "WAITING" && <Waiting view={view} />}
        {note && <p class="note">{note}</p>}
        {open ? <EndChat /> : <Rating view={view} heading={ended} />}
        {view.endReason === "NOBODY_FREE" && <button onClick={() => onFresh(true)}>{t.leave}</button>}
        {!open && <button onClick={() => onFresh(false)}>{t.fresh}</button>}
      </div>
      {(open || chat.reopenable) && <div class="foot"><Composer onFresh={onFresh} /></div>}
    </>
  );
}
