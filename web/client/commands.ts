// Everything that a page can ask for with one numbered command and no bookkeeping of its own. Store adds to these what
// it also has to show, such as messages on their way.
import type { CommandBody, ValueOf } from "./frames";
import type { Answer, DeclineReason, Part, Presence } from "../gen/yunke/v1/client_pb";
import type { ConversationId, PendingMessage } from "./model";

/** What became of an action, for pages: OK, or why not. `answer` is there when the server gave one. */
export interface Result {
  readonly ok: boolean;
  readonly error: PendingMessage["error"];
  readonly answer: Answer | undefined;
}

export type Case = CommandBody["case"];

/** Where a conversation is handed on to. */
export type Target = { queue: number } | { agent: number } | { back: true };

export abstract class Commands {
  protected abstract request<C extends Case>(name: C, value: ValueOf<C>): Promise<Result>;

  // ---- a shopper's --------------------------------------------------------------------------------------------------

  close = (id: ConversationId) => this.request("close", { conversation: BigInt(id) });
  rate = (id: ConversationId, stars: number, comment: string) =>
    this.request("rate", { conversation: BigInt(id), stars, comment });

  // ---- an agent's ---------------------------------------------------------------------------------------------------

  setPresence = (presence: Presence) => this.request("setPresence", { presence });
  resumeArrivals = () => this.request("resumeArrivals", {});
  accept = (id: ConversationId) => this.request("accept", { conversation: BigInt(id) });
  decline = (id: ConversationId, reason: DeclineReason) => this.request("decline", { conversation: BigInt(id), reason });
  prolong = (id: ConversationId) => this.request("prolong", { conversation: BigInt(id) });
  askHelp = (id: ConversationId, agent: number) => this.request("askHelp", { conversation: BigInt(id), agent });
  /** The helper leaves, or is let go, or is no longer asked. */
  endHelp = (id: ConversationId) => this.request("endHelp", { conversation: BigInt(id) });
  wrapUpDone = (id: ConversationId) => this.request("wrapUpDone", { conversation: BigInt(id) });

  // ---- an agent's and a supervisor's --------------------------------------------------------------------------------

  hold = (id: ConversationId, on: boolean) => this.request("hold", { conversation: BigInt(id), on });
  resolve = (id: ConversationId) => this.request("resolve", { conversation: BigInt(id) });
  handOn = (id: ConversationId, to: Target, note: string) =>
    this.request("transfer", { conversation: BigInt(id), note, ...to });
  transfer = (id: ConversationId, queue: number, note: string) => this.handOn(id, { queue }, note);

  // ---- a supervisor's -----------------------------------------------------------------------------------------------

  supervise = (id: ConversationId, part: Part) => this.request("supervise", { conversation: BigInt(id), part });
  /** Moves a waiting conversation's deadline forward; a negative number moves it back. */
  raise = (id: ConversationId, seconds: number) => this.request("raise", { conversation: BigInt(id), seconds });
  setAgentPresence = (agent: number, presence: Presence) => this.request("setAgentPresence", { agent, presence });
  closeQueue = (queue: number, closed: boolean) => this.request("closeQueue", { queue, closed });
  broadcast = (text: string, minutes: number) => this.request("broadcast", { text, minutes });
}
