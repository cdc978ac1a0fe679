// What the widget says, in both languages, and its sentences for everything that can go wrong.
import type { Entry } from "./chat";

const zh = {
  open: "联系客服",
  unread: (n: number) => `联系客服，${n} 条未读`,
  title: (shop: string) => `${shop}客服`,
  close: "收起",
  topic: "想咨询什么",
  name: "怎么称呼您（可不填）",
  text: "您的问题",
  start: "开始咨询",
  sending: "正在发送……",
  textMissing: "请写下您的问题。",
  ahead: (n: number) => (n > 0 ? `前面还有 ${n} 位，请稍候。` : "马上轮到您了，请稍候。"),
  aheadMany: (n: number) => `前面还有 ${n} 位以上，请稍候。`,
  nobody: "现在没有客服在线。您可以留下联系方式，我们会尽快答复；也可以继续等。",
  contact: "联系方式（电话、微信或邮箱，可不填）",
  leave: "留言",
  left: "留言已收到，客服看到后会回复。可以先关掉这个页面。",
  log: "聊天记录",
  you: "您",
  agent: "客服",
  typing: "客服正在输入……",
  message: "输入消息",
  send: "发送",
  end: "结束咨询",
  endSure: "确定要结束吗？",
  endYes: "确定结束",
  endNo: "继续咨询",
  delivered: "已送达",
  read: "已读",
  pending: "正在发送……",
  again: "重新发送",
  drop: "删除",
  rate: "这次服务怎么样？",
  star: (n: number) => ["", "1 分，很不满意", "2 分，不满意", "3 分，一般", "4 分，满意", "5 分，很满意"][n]!,
  comment: "想说点什么（可不填）",
  rateSend: "提交评价",
  rateMissing: "请先选一个分数。",
  rated: "谢谢您的评价。",
  fresh: "再咨询一次",
  reopen: "继续这次咨询",
  reopenOver: "这次咨询已不能继续，请再咨询一次；您写的内容还在。",
  older: "显示更早的消息",
  hold: "客服请您稍等一下。",
  away: "客服的连接暂时断开了，请稍候。",
  news: (n: number) => `收到 ${n} 条新消息`,
  connecting: "正在连接……",
  lost: "连接中断，正在重新连接。您写的内容不会丢。",
  restart: "服务正在重启，会自动重新连接。您写的内容不会丢。",
  unavailable: "客服系统暂时连不上，会自动重试。您写的内容不会丢。",
  replaced: "聊天已在另一个页面打开。",
  takeBack: "在这里继续",
  refused: "这个页面暂时不能使用在线客服。",
  retry: "再试一次",
  busy: "现在很忙，消息稍后自动发出。",
  language: "zh-CN",
};
type Texts = typeof zh;

const en: Texts = {
  open: "Chat with us",
  unread: (n) => `Chat with us, ${n} unread`,
  title: (shop) => `${shop} – chat`,
  close: "Minimise",
  topic: "What is it about?",
  name: "Your name (optional)",
  text: "Your question",
  start: "Start chat",
  sending: "Sending…",
  textMissing: "Please write your question.",
  ahead: (n) => (n > 0 ? `${n} ${n === 1 ? "person is" : "people are"} before you. Please wait.` : "You are next. Please wait."),
  aheadMany: (n) => `More than ${n} people are before you. Please wait.`,
  nobody: "Nobody is online now. You can leave a way to reach you and we will answer as soon as we can, or keep waiting.",
  contact: "How to reach you (phone or e-mail, optional)",
  leave: "Leave a message",
  left: "Your message is with us. We answer as soon as we see it. You may close this page.",
  log: "Conversation",
  you: "You",
  agent: "Support",
  typing: "Support is typing…",
  message: "Write a message",
  send: "Send",
  end: "End chat",
  endSure: "End this chat?",
  endYes: "Yes, end it",
  endNo: "Go on chatting",
  delivered: "Delivered",
  read: "Read",
  pending: "Sending…",
  again: "Send again",
  drop: "Delete",
  rate: "How did we do?",
  star: (n) => ["", "1, very bad", "2, bad", "3, fair", "4, good", "5, very good"][n]!,
  comment: "Anything to add? (optional)",
  rateSend: "Send rating",
  rateMissing: "Please choose a rating first.",
  rated: "Thank you for your rating.",
  fresh: "Start another chat",
  reopen: "Continue this conversation",
  reopenOver: "That chat can no longer be continued. Start another one; your text is kept.",
  older: "Show earlier messages",
  hold: "Support asks you to wait a moment.",
  away: "Support has lost the line for a moment. Please wait.",
  news: (n) => `${n} new messages`,
  connecting: "Connecting…",
  lost: "The line was lost. Connecting again; nothing you wrote is lost.",
  restart: "The service is restarting. Connecting again by itself; nothing you wrote is lost.",
  unavailable: "The chat cannot be reached now. Trying again by itself; nothing you wrote is lost.",
  replaced: "The chat was opened on another page.",
  takeBack: "Continue here",
  refused: "The chat is not available on this page now.",
  retry: "Try again",
  busy: "It is very busy. Your message goes out in a moment.",
  language: "en",
};

export function textsFor(language: string): Texts {
  return /^en\b/i.test(language) ? en : zh;
}
export type { Texts };

/** By the error's name; some come from the line as the number of the code. */
const failures: [string, string, string][] = [
  ["INVALID TOO_LARGE 1 20 23", "内容太长或有无法识别的字符，请改一下再发。", "The text is too long or has unusual characters. Please change it."],
  ["QUEUE_CLOSED", "现在不是服务时间，您可以留言。", "We are closed now. You can leave a message."],
  ["QUEUE_FULL", "现在等候的人太多了，您可以留言，我们会尽快答复。", "Too many people are waiting. You can leave a message."],
  ["POOL_FULL", "现在咨询的人特别多，暂时接不进来。请过几分钟再试，您写的内容会留着。", "We are overwhelmed right now. Please try again in a few minutes; your text stays here."],
  ["HAS_CONVERSATION", "您已经有一个进行中的咨询。", "You have an open chat already."],
  ["WRONG_STATE NOT_FOUND ALREADY_APPLIED 10", "这次咨询已经结束，这一步没有做成。", "This chat has ended, so that was not possible."],
  ["RATE_LIMITED TOO_MANY_UNANSWERED queue-full", "发送得太快了，请稍等一下再发。", "That was a bit fast. Please wait a moment."],
  ["UNAVAILABLE", "系统暂时存不了消息，请稍后再发。您写的内容会留着。", "Messages cannot be stored right now. Please try again later; your text stays here."],
  ["unknown", "连接中断过，不确定这条是否送达。没看到的话，请再发一次。", "The line was lost, and this may not have arrived. If you do not see it above, send it again."],
  ["session-ended", "这条没有发出去，请再发一次。", "This was not sent. Please send it again."],
];
const otherFailure = ["", "没有成功，已经通知技术人员。请稍后再试。", "That did not work and our technicians have been told. Please try again later."];

export function failureText(error: string, t: Texts): string {
  const found = failures.find(([names]) => names.split(" ").includes(error)) ?? otherFailure;
  return found[t === zh ? 1 : 2]!;
}

/** System lines by the entry's kind, or by why the chat ended. {name} is the agent's. */
const events: Record<string, [string, string]> = {
  JOINED: ["客服 {name} 来了", "{name} has joined"],
  HELPER_JOINED: ["客服 {name} 也来帮忙了", "{name} has come to help"],
  HELPER_LEFT: ["客服 {name} 离开了", "{name} has left"],
  SUPERVISOR_JOINED: ["主管 {name} 来了", "{name}, supervisor, has joined"],
  SUPERVISOR_LEFT: ["主管 {name} 离开了", "{name}, supervisor, has left"],
  REOPENED: ["咨询继续。", "This chat goes on."],
  REQUEUED: ["客服的连接断开了，正在重新安排，您的位置还在。", "Support lost the line. You keep your place in the queue."],
  TRANSFERRED: ["正在转给更合适的客服。", "You are being passed on to a colleague."],
  HELD: ["客服请您稍等一下。", "Support asks you to wait a moment."],
  UNHELD: ["客服回来了。", "Support is back."],
  IDLE_WARNED: ["您还在吗？长时间没有消息，咨询会自动结束。", "Are you still there? Without an answer this chat ends by itself."],
  MESSAGE_LEFT: ["已转为留言。", "This is now a message to be answered later."],
  NOBODY_FREE: [
    "很抱歉，让您久等了，一直没有客服空出来。您可以留言，我们会尽快答复；也可以再咨询一次。",
    "We are sorry: you have waited long, and nobody was free. You can leave a message, or start another chat.",
  ],
  ENDED: ["咨询已结束。", "This chat has ended."],
  SHOPPER_IDLE: ["长时间没有消息，咨询已自动结束。", "There was no message for long, so this chat has ended."],
  SHOPPER_GONE: ["连接断开太久，咨询已结束。", "The line was lost for too long, so this chat has ended."],
};

/** A system line of the transcript; empty for those that shoppers need not see. */
export function eventText(entry: Entry, t: Texts): string {
  const words = events[entry.endReason ?? ""] ?? events[entry.kind ?? ""];
  return words ? words[t === zh ? 0 : 1].replace("{name}", entry.name ?? "") : "";
}
