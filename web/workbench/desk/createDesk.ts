// Builds everything that one signed-in agent's workbench stands on. Called once per sign-in by App; the components get
// the result through DeskContext.
import {
  DraftBox, Session, Store, browserStorage, socketUrl, type Account, type Api, type Reply as HttpReply, type TicketReply,
} from "../../client";
import { StoredValue } from "../../client/memory";
import { announcer } from "../../ui-shared";
import { ReplyBook } from "../model/replies";
import { SettingsStore } from "../model/settings";
import { Speaker } from "./speaker";

export interface Desk {
  readonly account: Account;
  readonly api: Api;
  readonly session: Session;
  readonly store: Store;
  readonly settings: SettingsStore;
  readonly replies: ReplyBook;
  readonly speaker: Speaker;
  /** The chat that is open, kept through reloads and expired sign-ins. */
  readonly place: StoredValue;
}

export function createDesk(account: Account, api: Api): Desk {
  const local = browserStorage("localStorage");
  const tab = browserStorage("sessionStorage");
  const owner = String(account.id);
  const session = new Session({
    url: socketUrl(),
    ticket: () => askForTicket(api),
    client: "yunke-workbench 0.1.0",
    storage: tab,
    storageKey: `yunke.resume.agent.${owner}`,
  });
  return {
    account,
    api,
    session,
    store: new Store({
      session, drafts: new DraftBox(local, owner), notices: new StoredValue(tab, `yunke.notices.${owner}`),
    }),
    settings: new SettingsStore(local),
    replies: new ReplyBook(local, owner, () => crypto.randomUUID()),
    speaker: new Speaker(announcer),
    place: new StoredValue(tab, `yunke.workbench.chat.${owner}`),
  };
}

async function askForTicket(api: Api): Promise<TicketReply> {
  return ticketReply(await api.ticket());
}

export function ticketReply(reply: HttpReply<{ ticket: string }>): TicketReply {
  if (reply.ok) return { kind: "ticket", ticket: reply.ticket };
  if (reply.kind === "unauthorised") return { kind: "sign-in" };
  return { kind: "later", retryAfterMs: "retryAfterMs" in reply ? reply.retryAfterMs : 0 };
}
