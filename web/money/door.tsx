// The frame of the pages of hours and pay, and of past conversations: who is here, signing in and out, the header. A login
// that runs out in the middle of something leaves the page as it is below a sign-in, so that nothing written is lost.
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { Button } from "react-aria-components";
import { Api, type Account, type AccountRole, type Reply } from "../client/http";
import { LanguageSwitch, SignIn, pageTitle, useTexts, type Language } from "../ui-shared";
import { readAt, writeAt, type Method } from "./api";
import { shared } from "./texts";

export interface Visit {
  readonly account: Account;
  /** Rises when somebody signs in again; what could not be read then is read anew. */
  readonly entries: number;
  read<T>(path: string): Promise<Reply<{ body: T }>>;
  /** `key`: of a booking, see Deed.book. */
  write<T>(path: string, content: unknown, method?: Method, key?: string): Promise<Reply<{ body: T }>>;
}

const VisitContext = createContext<Visit | undefined>(undefined);

export function useVisit(): Visit {
  const visit = useContext(VisitContext);
  if (!visit) throw new Error("useVisit outside of a Door");
  return visit;
}

const api = new Api();
type State = { kind: "asking" | "nobody" | "unreachable" } | { kind: "here"; account: Account; entries: number; expired: boolean };

interface DoorProps {
  /** Who may come in; the same for as long as the page is open. */
  roles: readonly AccountRole[];
  titles: Record<Language, string>;
  heading: string;
  signInHeading: string;
  /** Beside the language switch. */
  links?: ReactNode;
  children: ReactNode;
}

function useWhoIsHere(roles: readonly AccountRole[]) {
  const [accepted] = useState(roles);
  const [state, setState] = useState<State>({ kind: "asking" });
  const enter = useCallback((account: Account) => setState((before) => (
    { kind: "here", account, entries: before.kind === "here" ? before.entries + 1 : 1, expired: false }
  )), []);
  const expire = useCallback(() => setState((before) => (before.kind === "here" ? { ...before, expired: true } : before)), []);
  useEffect(() => {
    if (state.kind !== "asking") return;
    let wanted = true;
    void api.me().then((reply) => {
      if (!wanted) return;
      if (reply.ok && accepted.includes(reply.account.role)) enter(reply.account);
      else setState({ kind: reply.ok || reply.kind !== "unavailable" ? "nobody" : "unreachable" });
    });
    return () => void (wanted = false);
  }, [state.kind, accepted, enter]);
  return { state, setState, enter, expire };
}

export function Door({ roles, titles, heading, signInHeading, links, children }: DoorProps) {
  const t = useTexts(shared);
  const { state, setState, enter, expire } = useWhoIsHere(roles);
  useEffect(() => pageTitle(titles), [titles]);
  const here = state.kind === "here" ? state : undefined;
  const { account, entries } = here ?? {};

  const visit = useMemo<Visit | undefined>(() => {
    if (!account || !entries) return undefined;
    const watched = async <T,>(asking: Promise<Reply<{ body: T }>>) => {
      const reply = await asking;
      if (!reply.ok && reply.kind === "unauthorised") expire();
      return reply;
    };
    return {
      account, entries,
      read: <T,>(path: string) => watched(readAt<T>(path)),
      write: <T,>(path: string, content: unknown, method?: Method, key?: string) => watched(writeAt<T>(path, content, method, key)),
    };
  }, [account, entries, expire]);

  const logout = async () => {
    await api.logout();
    setState({ kind: "nobody" });
  };
  const signedIn = here && !here.expired;
  return (
    <>
      <header className="y-header">
        {signedIn && <a className="y-skip y-button" href="#content">{t.skip}</a>}
        <p className="y-brand">云客 Yunke</p>
        <span className="y-push" />
        {signedIn && links}
        <LanguageSwitch />
        {signedIn && <Button className="y-button" onPress={() => void logout()}>{t.logout}</Button>}
      </header>
      <main className="y-main">
        {state.kind === "asking" && <p>{t.loading}</p>}
        {state.kind === "unreachable" && (
          <div className="y-notice">
            <h1>{heading}</h1>
            <p>{t.unreachable}</p>
            <Button className="y-button" onPress={() => setState({ kind: "asking" })}>{t.tryAgain}</Button>
          </div>
        )}
        {(state.kind === "nobody" || here?.expired) && (
          <SignIn
            heading={signInHeading} api={api} onSignedIn={enter} accepts={(one) => roles.includes(one.role)}
            note={here?.expired ? t.expired : undefined}
          />
        )}
        {visit && (
          <VisitContext value={visit}>
            <div key={visit.account.id} className="money-page" hidden={here?.expired}>
              <h1 id="content" tabIndex={-1}>{heading}</h1>
              {children}
            </div>
          </VisitContext>
        )}
      </main>
    </>
  );
}
