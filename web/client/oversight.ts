// What supervisors see of queues, chats and agents, and the lists that come as answers: whom a chat could be handed to,
// what is to be read. Plain values like those of model.ts, which passes them on.
import {
  ConversationState, Notice_Kind as NoticeKind, Part, Presence,
  type AgentChoices as ChoicesMessage, type AgentList as AgentListMessage, type ChatList as ChatListMessage,
  type Notice as NoticeMessage, type QueueBoard as BoardMessage, type QueueName,
} from "../gen/yunke/v1/client_pb";
import type { ConversationId } from "./model";

export { NoticeKind, Part };

export interface Queue {
  readonly queue: number;
  readonly shop: number;
  readonly shopName: string;
  readonly topic: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly open: boolean;
}

export interface BoardRow extends Queue {
  readonly waiting: number;
  readonly offered: number;
  readonly oldestArrivalMs: number; // 0 = none waits
  readonly overdue: number;
  readonly active: number;
  readonly serving: number;
  /** By a supervisor; a queue can be shut by its definition, too. */
  readonly closed: boolean;
  /** Of the active ones: the agent's time to answer is over. */
  readonly unanswered: number;
}

export interface Board {
  readonly rows: readonly BoardRow[];
  readonly agentsAvailable: number;
  readonly agentsFull: number;
  readonly agentsFinishing: number;
  readonly agentsResting: number;
  readonly agentsTraining: number;
  readonly agentsHeld: number;
  readonly agentsLineLost: number;
  readonly nowMs: number;
}

/** One conversation of a queue, from outside: what is said in it is told only to who has a part in it. */
export interface QueueChat {
  readonly id: ConversationId;
  readonly state: ConversationState;
  readonly shopperName: string;
  readonly agentName: string; // who has it, or considers it
  readonly arrivalMs: number;
  readonly deadlineMs: number;
  readonly entryCount: number;
  readonly messageLeft: boolean;
  readonly unansweredSinceMs: number; // 0 = nothing is to be answered
  readonly helperName: string;
  readonly supervisors: readonly string[];
}

export interface QueueChats {
  readonly queue: number;
  /** The waiting ones in their order, then the active ones. */
  readonly chats: readonly QueueChat[];
  readonly nowMs: number;
}

export interface AgentRow {
  readonly agent: number;
  readonly name: string;
  readonly presence: Presence;
  readonly presenceSinceMs: number;
  readonly load: number;
  readonly free: boolean;
  readonly arrivalsHeld: boolean;
  readonly lineLost: boolean;
}

/** What was asked for, and what came. */
export interface AgentPage {
  readonly after: number;
  readonly atWork: boolean;
  readonly rows: readonly AgentRow[];
  /** The next page follows this agent; 0 = this is the last one. */
  readonly next: number;
}

export interface AgentChoice {
  readonly agent: number;
  readonly name: string;
}

/** Who could take a conversation now; whoever would be chosen first comes first. */
export interface AgentChoices {
  readonly conversation: ConversationId;
  readonly choices: readonly AgentChoice[];
}

/** A supervisor's word to agents. */
export interface Notice {
  readonly id: string;
  readonly kind: NoticeKind;
  readonly fromName: string;
  readonly text: string;
  readonly atMs: number;
  readonly untilMs: number;
}

export function queueFrom(message: QueueName): Queue {
  const { queue, shop, shopName, topic, titleZh, titleEn, open } = message;
  return { queue, shop, shopName, topic, titleZh, titleEn, open };
}

export function boardFrom(message: BoardMessage): Board {
  const { agentsAvailable, agentsFull, agentsFinishing, agentsResting, agentsTraining, agentsHeld, agentsLineLost } = message;
  const rows = message.rows.map((row): BoardRow => {
    const { queue, shop, shopName, topic, titleZh, titleEn, open, closed } = row;
    const { waiting, offered, overdue, active, serving, unanswered } = row;
    return {
      queue, shop, shopName, topic, titleZh, titleEn, open, closed, waiting, offered, overdue, active, serving, unanswered,
      oldestArrivalMs: Number(row.oldestArrivalMs),
    };
  });
  return {
    rows, agentsAvailable, agentsFull, agentsFinishing, agentsResting, agentsTraining, agentsHeld, agentsLineLost,
    nowMs: Number(message.nowMs),
  };
}

export function chatsFrom(message: ChatListMessage): QueueChats {
  const chats = message.chats.map((chat): QueueChat => {
    const { state, shopperName, agentName, entries, messageLeft, helperName, supervisors } = chat;
    return {
      id: String(chat.conversation), state, shopperName, agentName, entryCount: entries, messageLeft, helperName,
      supervisors, arrivalMs: Number(chat.arrivalMs), deadlineMs: Number(chat.deadlineMs),
      unansweredSinceMs: Number(chat.unansweredSinceMs),
    };
  });
  return { queue: message.queue, chats, nowMs: Number(message.nowMs) };
}

/** Undefined when the rows cannot be the answer to what was asked last: an earlier page that came late. */
export function agentPageFrom(
  message: AgentListMessage, asked: { after: number; atWork: boolean },
): AgentPage | undefined {
  const rows = message.rows.map((row): AgentRow => {
    const { agent, name, presence, load, free, arrivalsHeld, lineLost } = row;
    return { agent, name, presence, load, free, arrivalsHeld, lineLost, presenceSinceMs: Number(row.presenceSinceMs) };
  });
  const fits = rows.every((row) => row.agent > asked.after && !(asked.atWork && row.presence === Presence.OFFLINE));
  return fits ? { ...asked, rows, next: message.next } : undefined;
}

export function choicesFrom(message: ChoicesMessage): AgentChoices {
  const choices = message.choices.map(({ agent, name }): AgentChoice => ({ agent, name }));
  return { conversation: String(message.conversation), choices };
}

export function noticeFrom(message: NoticeMessage): Notice {
  const { kind, fromName, text } = message;
  return {
    id: String(message.id), kind, fromName, text, atMs: Number(message.atMs), untilMs: Number(message.untilMs),
  };
}
