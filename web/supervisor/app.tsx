// The supervisor's page: sign in, then a live board that can be held still, and under it what is opened from it: the
// chats of a queue, a chat, the agents, a word to all.
import { useEffect, useState, type ReactNode } from "react";
import { Button } from "react-aria-components";
import {
  Api, DraftBox, Session, Store, browserStorage, listenToBrowser, socketUrl, type Account, type Board, type TicketReply,
} from "../client";
import {
  ConnectionBanner, LanguageSwitch, SignIn, announcer, clockTime, pageTitle, useLanguage, useNow, useSnapshot, useTexts,
} from "../ui-shared";
import { AgentList } from "./agents";
import { AgentCounts, QueueTable } from "./board";
import { ChatPanel } from "./chat_panel";
import { ControlProvider, OutcomeLine, useControl, useControlSnapshot, useWords } from "./control";
import { Dialogs } from "./dialogs";
import { RAISE_S, nameOf } from "./model";
import { QueuePanel } from "./queue_panel";
import { texts } from "./texts";

const api = new Api();
const accepted = new Set(["supervisor", "administrator"]);

async function ticket(): Promise<TicketReply> {
  const reply = await api.ticket();
  if (reply.ok && !accepted.has(reply.role.toLowerCase())) return { kind: "sign-in" };
  if (reply.ok) return { kind: "ticket", ticket: reply.ticket };
  if ("retryAfterMs" in reply) return { kind: "later", retryAfterMs: reply.retryAfterMs };
  return { kind: "sign-in" };
}

function createStore(): Store {
  const session = new Session({
    url: socketUrl(), ticket, client: "supervisor/0.1",
    storage: browserStorage("sessionStorage"), storageKey: "yunke.supervisor",
  });
  const store = new Store({ session, drafts: new DraftBox(browserStorage("sessionStorage"), "supervisor") });
  listenToBrowser(session);
  store.watchQueues(true);
  session.start();
  return store;
}

/** The board as it is shown: the newest, or the one that was held. */
function useHeldBoard(newest: Board | undefined): [Board | undefined, boolean, () => void] {
  const [held, setHeld] = useState<Board>();
  return [held ?? newest, held !== undefined, () => setHeld(held ? undefined : newest)];
}

function LiveBoard({ store, name }: { store: Store; name: string }) {
  const t = useTexts(texts);
  const { queue, showDialog } = useControl();
  const { t: control } = useWords();
  const language = useLanguage();
  const snapshot = useSnapshot(store);
  const [board, paused, toggle] = useHeldBoard(snapshot.board);
  const clock = useNow(1_000, !paused);
  if (!board) return <p>{t.loading}</p>;
  const nowMs = paused ? board.nowMs : clock + snapshot.serverOffsetMs;
  const sum = (pick: (row: Board["rows"][number]) => number) => board.rows.reduce((total, row) => total + pick(row), 0);
  const press = () => {
    announcer.polite(paused ? t.liveSpoken : t.pausedSpoken);
    toggle();
  };
  const row = board.rows.find((one) => one.queue === queue);
  return (
    <>
      <div className="tools">
        <Button className="y-button" onPress={press}>{paused ? t.go : t.pause}</Button>
        <p>{paused ? t.paused(clockTime(board.nowMs, language)) : t.live}</p>
        <span className="y-push" />
        <Button className="y-button" onPress={() => showDialog({ name: "broadcast" })}>{control.broadcast}</Button>
      </div>
      <OutcomeLine place="words" />
      <p>{t.total(sum((row) => row.waiting), sum((row) => row.overdue))}</p>
      <div id="queues" tabIndex={-1}><QueueTable board={board} nowMs={nowMs} /></div>
      <OpenChats />
      <Panels>{row && <QueuePanel key={row.queue} row={row} held={paused} />}</Panels>
      <AgentCounts board={board} />
      <AgentList held={paused} />
      <p className="y-visually-hidden">{t.signedInAs(name)}</p>
    </>
  );
}

/** The chats in which she has a part, to go from one to the other. */
function OpenChats() {
  const { chat: open, showChat } = useControl();
  const { conversations } = useControlSnapshot();
  const { t } = useWords();
  if (conversations.length === 0) return null;
  return (
    <section aria-labelledby="yours">
      <h2 id="yours">{t.yours}</h2>
      <ul className="tools yours" role="list">
        {conversations.map((chat) => (
          <li key={chat.id}>
            <Button className="y-button" aria-current={chat.id === open ? "true" : undefined} onPress={() => showChat(chat.id)}>
              {nameOf(chat, t)}{chat.unread > 0 && ` (${chat.unread})`}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A queue's chats and the open chat, beside each other where there is room. */
function Panels({ children }: { children: ReactNode }) {
  const { chat } = useControl();
  if (!chat && !children) return null;
  return <div className={chat && children ? "panels both" : "panels"}>{children}{chat && <ChatPanel id={chat} />}</div>;
}

export function SupervisorPage() {
  const t = useTexts(texts);
  const [store] = useState(createStore);
  const { connection, attached, name } = useSnapshot(store);
  const [account, setAccount] = useState<Account>();
  useEffect(() => pageTitle({ "zh-CN": "云客 · 主管看板", en: "Yunke · Supervisor's board" }), []);

  const signedOut = connection.phase === "signed-out";
  const signedIn = (next: Account) => {
    setAccount(next);
    store.watchQueues(true);
    store.session.start();
  };
  const logout = async () => {
    await store.logout();
    await api.logout();
    setAccount(undefined);
  };
  return (
    <>
      <header className="y-header">
        {!signedOut && <a className="y-skip y-button" href="#queues">{t.skip}</a>}
        <p className="y-brand">云客 Yunke</p>
        {!signedOut && <ConnectionBanner store={store} />}
        <span className="y-push" />
        {attached && !signedOut && (
          <a className="y-button y-quiet" href="/archive/" target="_blank" rel="noopener" aria-label={t.archiveTab}>{t.archive}</a>
        )}
        <LanguageSwitch />
        {attached && !signedOut && <Button className="y-button" onPress={() => void logout()}>{t.logout}</Button>}
      </header>
      <main className="y-main">
        {signedOut ? (
          <SignIn
            heading={t.signIn} api={api} onSignedIn={signedIn} accepts={(one) => accepted.has(one.role.toLowerCase())}
            note={connection.reason === "expired" && attached ? t.expired : undefined}
          />
        ) : (
          <>
            <h1>{t.page}</h1>
            <ControlProvider store={store} raiseSeconds={RAISE_S}>
              <LiveBoard store={store} name={name || account?.name || ""} />
              <Dialogs />
            </ControlProvider>
          </>
        )}
      </main>
    </>
  );
}
