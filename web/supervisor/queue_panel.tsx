// The chats of one queue: the waiting ones in their order, then the active ones, each with who has it and how long the
// shopper waits. The list is plain: nothing in it is a live region.
import { useEffect, useRef, useState } from "react";
import { Button } from "react-aria-components";
import { ConversationState, Part, type BoardRow, type QueueChat, type Result } from "../client";
import { useNow } from "../ui-shared";
import { OutcomeLine, useControl, useControlSnapshot, useWords } from "./control";
import { DeedMenu } from "./deed_menu";
import { showFrom, useAskedAgain, useKeptFocus } from "./hooks";
import { CHATS_TOLD_MAX, chatFacts, deedsFor, nameOf, queueStanding, queueTitle, refusalWords } from "./model";

export function QueuePanel({ row, held }: { row: BoardRow; held: boolean }) {
  const { store, showQueue, showDialog, deeds, outcome, chat: open } = useControl();
  const { board, chats, serverOffsetMs } = useControlSnapshot();
  const { t, language } = useWords();
  const clock = useNow(15_000, !held);
  const heading = useRef<HTMLHeadingElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const told = chats?.queue === row.queue ? chats : undefined;
  const title = queueTitle(row, language);

  const [failed, setFailed] = useState<Result["error"]>();
  const ask = () => void store.listChats(row.queue).then((result) => setFailed(result.error));
  useAskedAgain(String(row.queue), board, held, ask);
  useDeedsAskAgain(deeds, ask);
  useKeptFocus(list, heading, told);
  useEffect(() => showFrom(heading.current), [row.queue]);

  const putAway = () => {
    showQueue(undefined);
    document.querySelector<HTMLElement>(`[data-queue="${row.queue}"]`)?.focus();
  };
  const isWaiting = (chat: QueueChat) => chat.state === ConversationState.WAITING;
  const waiting = told?.chats.filter(isWaiting) ?? [];
  const active = told?.chats.filter((chat) => !isWaiting(chat)) ?? [];
  const nowMs = Math.max(told?.nowMs ?? 0, held ? 0 : clock + serverOffsetMs);
  return (
    <section className="panel" aria-labelledby="chats-title">
      <h2 id="chats-title" tabIndex={-1} ref={heading}>{t.chatsOf(title)}</h2>
      <p>{queueStanding(row, t)} {told && t.summary(waiting.length, active.length)}</p>
      <div className="tools">
        {(row.open || row.closed) && (
          <Button className="y-button" onPress={() => showDialog({ name: "queue", queue: row.queue, close: !row.closed })}>
            {row.closed ? t.openQueue : t.closeQueue}
          </Button>
        )}
        <Button className="y-button" onPress={putAway}>{t.putAway}</Button>
      </div>
      <OutcomeLine place={`queue ${row.queue}`} />
      {outcome && isElsewhere(outcome.place, told?.chats ?? [], open) && <OutcomeLine place={outcome.place} />}
      {!told && <p className={failed ? "y-error" : undefined}>{failed ? refusalWords("list", failed, language, t) : t.asking}</p>}
      {told?.chats.length === 0 && <p>{t.noChats}</p>}
      <ul className="chats" role="list" ref={list}>
        {[...waiting, ...active].map((chat, index) => (
          <ChatRow key={chat.id} chat={chat} queue={row.queue} place={index + 1} nowMs={nowMs} />
        ))}
      </ul>
      {Math.max(waiting.length, active.length) >= CHATS_TOLD_MAX && <p>{t.firstOnly(CHATS_TOLD_MAX)}</p>}
    </section>
  );
}

/** What was done with a chat that has left the list since. */
function isElsewhere(place: string, chats: readonly QueueChat[], open: string | undefined): boolean {
  const id = /^chat (.+)$/.exec(place)?.[1];
  return id !== undefined && id !== open && !chats.some((chat) => chat.id === id);
}

/** Her own deeds change the list at once, be it held or not. */
export function useDeedsAskAgain(deeds: number, ask: () => void): void {
  const before = useRef(deeds);
  useEffect(() => {
    if (before.current !== deeds) ask();
    before.current = deeds;
    // Only when something was done.
  }, [deeds]);
}

function ChatRow({ chat, queue, place, nowMs }: { chat: QueueChat; queue: number; place: number; nowMs: number }) {
  const { act, showChat, chat: open } = useControl();
  const { conversations } = useControlSnapshot();
  const { t, language } = useWords();
  const part = conversations.find((one) => one.id === chat.id)?.part ?? Part.NONE;
  const who = nameOf(chat, t);
  const ref = { id: chat.id, who, agent: chat.agentName, queue };
  const deeds = deedsFor({ state: chat.state, part }).map((deed) => [deed, t[deed]] as const);
  return (
    <li data-chat={chat.id} className={open === chat.id ? "open" : undefined}>
      <p className="who"><b>{who}</b></p>
      <p className="facts">
        {chatFacts(chat, { nowMs, language, t, part, place }).map(({ words, alarm }) => (
          <span key={words} className={alarm ? "alarm" : undefined}>{alarm && <span aria-hidden="true">⚠ </span>}{words}</span>
        ))}
      </p>
      <div className="tools">
        <Button
          className="y-button" aria-label={part === Part.NONE ? t.watchOf(who) : `${t.show} ${t.transcript(who)}`}
          aria-current={open === chat.id ? "true" : undefined}
          onPress={() => (part === Part.NONE ? void act(ref, "watch") : showChat(chat.id))}
        >
          {part === Part.NONE ? t.watch : t.show}
        </Button>
        <DeedMenu label={t.actions} name={t.actionsOf(who)} deeds={deeds} onChoose={(deed) => void act(ref, deed)} />
      </div>
      {open !== chat.id && <OutcomeLine place={`chat ${chat.id}`} />}
    </li>
  );
}
