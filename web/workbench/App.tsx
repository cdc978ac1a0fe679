// Who is here: nobody yet (sign-in), an agent (her workbench), or somebody whom the page is not for.
import { useCallback, useEffect, useState } from "react";
import { Button } from "react-aria-components";
import { Api, listenToBrowser, type Account } from "../client";
import { LanguageSwitch, SignIn, useLanguage } from "../ui-shared";
import { Workbench } from "./components/Workbench";
import { DeskContext } from "./desk/context";
import { createDesk, type Desk } from "./desk/createDesk";
import { textsFor } from "./texts";

type State = { kind: "asking" } | { kind: "nobody" } | { kind: "unreachable" } | { kind: "signed-in"; desk: Desk };

const api = new Api();
/** Between two questions who is signed in, while the gateway cannot be reached. */
const ASK_AGAIN_MS = 10_000;

const isAgent = (account: Account) => account.role === "agent";

export function App() {
  const t = textsFor(useLanguage());
  const [state, setState] = useState<State>({ kind: "asking" });

  const enter = useCallback((account: Account) => {
    const desk = createDesk(account, api);
    desk.session.start();
    setState({ kind: "signed-in", desk });
  }, []);

  const ask = useCallback(async (isWanted: () => boolean = () => true) => {
    const reply = await api.me();
    if (!isWanted()) return;
    if (reply.ok && isAgent(reply.account)) enter(reply.account);
    else setState({ kind: reply.ok || reply.kind !== "unavailable" ? "nobody" : "unreachable" });
  }, [enter]);

  useEffect(() => {
    if (state.kind !== "asking" && state.kind !== "unreachable") return;
    // A second desk for the same person would take the session away from the first.
    let wanted = true;
    const timer = setTimeout(() => void ask(() => wanted), state.kind === "asking" ? 0 : ASK_AGAIN_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [state, ask]);

  const desk = state.kind === "signed-in" ? state.desk : undefined;
  useEffect(() => desk && listenToBrowser(desk.session), [desk]);

  if (state.kind === "signed-in") {
    return (
      <DeskContext value={state.desk}>
        <Workbench key={state.desk.account.id} onSignedOut={() => setState({ kind: "nobody" })} />
      </DeskContext>
    );
  }
  return (
    <main className="wb-door">
      <LanguageSwitch />
      {state.kind === "nobody" && <SignIn api={api} heading={t.title} accepts={isAgent} onSignedIn={enter} />}
      {state.kind === "asking" && <p>{t.loading}</p>}
      {state.kind === "unreachable" && (
        <div className="y-notice">
          <h1>{t.title}</h1>
          <p>{t.signIn.unreachable}</p>
          <Button className="y-button" onPress={() => setState({ kind: "asking" })}>{t.signIn.tryAgain}</Button>
        </div>
      )}
    </main>
  );
}
