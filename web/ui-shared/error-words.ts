// What a person is told when a command was not carried out. Every error code has its sentence; none blames.
import { ErrorCode } from "../client/model";
import type { PendingMessage } from "../client/model";
import { catalogue, type Language } from "./language";

const words = catalogue(
  {
    invalid: "内容不完整或太长，请检查后再试。",
    notFound: "这个会话已经不在您这里了。",
    forbidden: "您的账号不能做这个操作。",
    wrongState: "会话的状态刚刚变了，现在不能做这个操作。",
    offerGone: "这个会话已经由同事接待，或者已超过等候时间。对您没有影响。",
    queueClosed: "这个队列现在不接新会话，可以留言。",
    queueFull: "等候的人太多了，可以先留言。",
    poolFull: "系统现在非常繁忙，暂时不能开始新会话，请稍后再试。",
    hasConversation: "已经有一个进行中的会话。",
    applied: "这个操作之前已经完成。",
    internal: "系统没能处理这个操作，技术支持已经收到通知。",
    unauthorised: "需要重新登录。",
    rateLimited: "操作太快了，请稍等一下。",
    tooLarge: "内容太长，请分成几条发送。",
    unavailable: "系统暂时存不了数据，稍后会自动重试。",
    unknown: "连接中断，不能确定是否已送达。请看一下上面的记录，需要时再发一次。",
    queueFullHere: "等待发送的内容太多了，请等连接恢复。",
    ended: "登录已过期，这一条没有发出。",
    other: "没有成功，请再试一次。",
  },
  {
    invalid: "Something is missing or too long. Please check it and try again.",
    notFound: "This chat is no longer with you.",
    forbidden: "Your account may not do this.",
    wrongState: "The chat has just changed, so this is not possible now.",
    offerGone: "A colleague has taken this chat, or it has timed out. This does not count against you.",
    queueClosed: "This queue takes no new chats now. A message can be left.",
    queueFull: "Too many people are waiting. A message can be left.",
    poolFull: "The system is very busy and cannot start new chats. Please try again later.",
    hasConversation: "There is an open chat already.",
    applied: "This was done before.",
    internal: "The system could not process this. Support has been told.",
    unauthorised: "Please sign in again.",
    rateLimited: "That was too fast. Please wait a moment.",
    tooLarge: "The text is too long. Please send it in parts.",
    unavailable: "The system cannot store anything right now and will try again by itself.",
    unknown: "The line was lost, and it is not known whether this arrived. Please look above, and send it again if needed.",
    queueFullHere: "Too much is waiting to be sent. Please wait until the line is back.",
    ended: "Your sign-in has expired. This was not sent.",
    other: "That did not work. Please try again.",
  },
);

type Key = keyof (typeof words)["en"];
const keys: Partial<Record<ErrorCode, Key>> = {
  [ErrorCode.INVALID]: "invalid",
  [ErrorCode.NOT_FOUND]: "notFound",
  [ErrorCode.FORBIDDEN]: "forbidden",
  [ErrorCode.WRONG_STATE]: "wrongState",
  [ErrorCode.OFFER_GONE]: "offerGone",
  [ErrorCode.QUEUE_CLOSED]: "queueClosed",
  [ErrorCode.QUEUE_FULL]: "queueFull",
  [ErrorCode.POOL_FULL]: "poolFull",
  [ErrorCode.HAS_CONVERSATION]: "hasConversation",
  [ErrorCode.ALREADY_APPLIED]: "applied",
  [ErrorCode.NUMBER_REUSED]: "internal",
  [ErrorCode.INTERNAL_ERROR]: "internal",
  [ErrorCode.MALFORMED]: "internal",
  [ErrorCode.UNAUTHORISED]: "unauthorised",
  [ErrorCode.RATE_LIMITED]: "rateLimited",
  [ErrorCode.TOO_LARGE]: "tooLarge",
  [ErrorCode.HELLO_EXPECTED]: "internal",
  [ErrorCode.TOO_MANY_UNANSWERED]: "rateLimited",
  [ErrorCode.UNAVAILABLE]: "unavailable",
};

/** The sentence for a failed action or message. */
export function errorWords(error: PendingMessage["error"], language: Language): string {
  const t = words[language];
  if (error === "unknown") return t.unknown;
  if (error === "queue-full") return t.queueFullHere;
  if (error === "session-ended") return t.ended;
  return t[(error !== undefined && keys[error]) || "other"];
}
