// The supervisor's page: sign in, then a live board that can be held still.
import { useEffect, useState } from "react";
import { Button } from "react-aria-components";
import {
  Api, Session, Store, browserStorage, listenToBrowser, socketUrl, type Account, type Board, type TicketReply,
} from "../client";
import {
  ConnectionBanner, LanguageSwitch, SignIn, announcer, clockTime, pageTitle, useLanguage, useNow, useSnapshot, useTexts,
} from "../ui-shared";
import { AgentCounts, QueueTable } from "./board";
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
  const store = new Store({ session });
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
  return (
    <>
      <div className="tools">
        <Button className="y-button" onPress={press}>{paused ? t.go : t.pause}</Button>
        <p>{paused ? t.paused(clockTime(board.nowMs, language)) : t.live}</p>
      </div>
      <p>{t.total(sum((row) => row.waiting), sum((row) => row.overdue))}</p>
      <div id="queues" tabIndex={-1}><QueueTable board={board} nowMs={nowMs} /></div>
      <AgentCounts board={board} />
      <p className="y-visually-hidden">{t.signedInAs(name)}</p>
    </>
  );
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
            <LiveBoard store={store} name={name || account?.name || ""} />
          </>
        )}
      </main>
    </>
  );
}
