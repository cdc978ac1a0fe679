/** @jsxImportSource preact */
// The button on the shop's page and the panel that it opens. On small windows the panel covers the page and is modal,
// so that the focus cannot wander behind it; elsewhere the page beside it stays usable.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Desk } from "./desk";
import { Around, LineNote, useChat } from "./parts";
import { StartForm } from "./start_form";
import { Talk } from "./talk";
import { eventText, textsFor } from "./texts";

const small = matchMedia("(max-width: 30rem), (max-height: 30rem)");
/** Entries that come within this time are spoken together, or as a number when there are many. */
const gatherMs = 800;
const spokenMax = 3;

/** The widget's announcer: one polite region, each text once. */
function useAnnouncer(): [string[], (text: string) => void] {
  const [spoken, setSpoken] = useState<string[]>([]);
  const say = useMemo(() => (text: string) => setSpoken((before) => [...before.slice(-4), text]), []);
  return [spoken, say];
}

function useSpokenArrivals(desk: Desk, say: (text: string) => void): void {
  useEffect(() => {
    const t = textsFor(desk.settings.language);
    let waiting: string[] = [];
    const speak = () => {
      say(waiting.length > spokenMax ? t.news(waiting.length) : waiting.join(t.language === "en" ? " " : "，"));
      waiting = [];
    };
    desk.chat.onArrival = (entry) => {
      const text = entry.kind === "MESSAGE" ? `${entry.name || t.agent}: ${entry.text}` : eventText(entry, t);
      if (text && waiting.push(text) === 1) setTimeout(speak, gatherMs);
    };
  }, [desk, say]);
}

export function App({ desk }: { desk: Desk }) {
  const chat = useChat(desk);
  const t = textsFor(desk.settings.language);
  const [shown, setShown] = useState(false);
  const [again, setAgain] = useState("");
  const [leave, setLeave] = useState(false);
  const [full, setFull] = useState(small.matches);
  const [spoken, say] = useAnnouncer();
  const panel = useRef<HTMLDialogElement>(null);
  const launch = useRef<HTMLButtonElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const id = chat.view?.id;
  const talking = id !== undefined && id !== again;
  const newest = chat.entries.at(-1)?.n;
  useSpokenArrivals(desk, say);

  useEffect(() => {
    const watch = () => setFull(small.matches);
    small.addEventListener("change", watch);
    return () => small.removeEventListener("change", watch);
  }, []);
  useLayoutEffect(() => {
    const dialog = panel.current!;
    const focused = (dialog.getRootNode() as ShadowRoot).activeElement as HTMLElement | null;
    const wasOpen = dialog.open;
    if (wasOpen) dialog.close();
    if (!shown) {
      // Whoever is somewhere else on the page stays there.
      if (wasOpen && (focused || document.activeElement === document.body)) launch.current!.focus();
      return;
    }
    if (full) dialog.showModal();
    else dialog.show();
    (focused && dialog.contains(focused) ? focused : heading.current)?.focus();
  }, [shown, full]);
  // Escape puts the panel away from wherever it hides something.
  useEffect(() => {
    if (!shown) return;
    const key = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.isComposing && !event.defaultPrevented) setShown(false);
    };
    document.addEventListener("keydown", key);
    return () => document.removeEventListener("keydown", key);
  }, [shown]);
  // What is on the screen counts as read.
  useEffect(() => {
    const read = () => shown && talking && document.visibilityState === "visible" && chat.read();
    read();
    document.addEventListener("visibilitychange", read);
    return () => document.removeEventListener("visibilitychange", read);
  }, [shown, talking, newest, id]);
  // After the first message the form is gone; the composer takes its place.
  const wasTalking = useRef(talking);
  useEffect(() => {
    if (shown && talking && !wasTalking.current) panel.current!.querySelector<HTMLElement>("[data-composer] textarea")?.focus();
    wasTalking.current = talking;
  }, [talking]);

  const hide = () => setShown(false);
  const show = () => {
    desk.start();
    setLeave(false); // a form that was opened for a message asks anew
    setShown(true);
  };
  const fresh = (leave: boolean) => {
    const rest = chat.text("message");
    if (chat.view!.endReason === "NOBODY_FREE") chat.takeQuestion();
    else if (rest) {
      chat.keepText("new", rest);
      chat.keepText("message", "");
    }
    setLeave(leave);
    setAgain(id!);
    heading.current?.focus();
  };
  const { unread } = chat;
  return (
    <Around.Provider value={{ desk, t, say }}>
      <div class="all" lang={t.language}>
        <button ref={launch} class="launch" hidden={shown} aria-haspopup="dialog" onClick={show}>
          <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true">
            <path d="M4 5h16v11H10l-4 4v-4H4z" /><path d="M8 9h8M8 12h5" />
          </svg>
          {unread > 0 ? t.unread(unread) : t.open}
        </button>
        <dialog ref={panel} class={full ? "full" : ""} aria-labelledby="title"
          {...{ onCancel: (event: Event) => event.preventDefault() }}>
          <div class="head">
            <h2 id="title" ref={heading} tabIndex={-1}>{t.title(chat.view?.shopName ?? chat.shopName)}</h2>
            <button onClick={hide}>{t.close}</button>
          </div>
          {shown && <div class="lines"><LineNote /></div>}
          {shown && (talking
            ? <Talk onFresh={fresh} />
            : <div class="body"><StartForm leaving={leave} onOpened={() => setAgain("")} /></div>)}
        </dialog>
        <div class="hid" aria-live="polite" aria-relevant="additions">
          {spoken.map((text, index) => <p key={`${index}${text}`}>{text}</p>)}
        </div>
      </div>
    </Around.Provider>
  );
}
