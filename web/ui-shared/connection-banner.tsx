// The state of the line, always in view and in words: a short line while all is well, a bordered notice otherwise.
// Short interruptions are not spoken; a real one is, once, and so is its end.
import { useEffect, useRef } from "react";
import { Button } from "react-aria-components";
import type { Store } from "../client/store";
import { announcer } from "./announcer";
import { duration } from "./format";
import { useNow, useSnapshot } from "./hooks";
import { catalogue, useLanguage, useTexts } from "./language";

const texts = catalogue(
  {
    label: "连接状态",
    online: "已连接",
    sending: (n: number) => `正在发送 ${n} 项`,
    busy: "系统繁忙，稍后自动发送。",
    connecting: "正在连接……",
    lost: "连接中断，正在重新连接。写好的内容不会丢。",
    restart: "服务正在重启，会自动重新连接。写好的内容不会丢。",
    unavailable: "服务暂时不可用，会自动重试。写好的内容不会丢。",
    next: (time: string) => `${time}后再试。`,
    now: "现在就试",
    replaced: "这个页面已在另一个标签页打开，这里已停止。",
    takeBack: "在这里继续",
    signedOut: "登录已过期，请重新登录。草稿还在。",
    stopped: (code: number) => `服务器拒绝了连接（代码 ${code}）。`,
    back: "连接已恢复。",
    queued: (n: number) => `${n} 项等待发送。`,
  },
  {
    label: "Connection",
    online: "Connected",
    sending: (n: number) => `Sending ${n}`,
    busy: "The system is busy. Your input goes out in a moment.",
    connecting: "Connecting…",
    lost: "The line was lost. Connecting again; nothing you wrote is lost.",
    restart: "The service is restarting. Connecting again by itself; nothing you wrote is lost.",
    unavailable: "The service is not available now. Trying again by itself; nothing you wrote is lost.",
    next: (time: string) => `Next try in ${time}.`,
    now: "Try now",
    replaced: "This page was opened in another tab. This one has stopped.",
    takeBack: "Continue here",
    signedOut: "Your sign-in has expired. Please sign in again. Your drafts are kept.",
    stopped: (code: number) => `The server refuses the connection (code ${code}).`,
    back: "The line is back.",
    queued: (n: number) => `${n} waiting to be sent.`,
  },
);

/** How long an interruption lasts before it is spoken. */
const SPOKEN_AFTER_MS = 1_500;

function useSpokenChanges(bad: string, back: string): void {
  const told = useRef(false);
  useEffect(() => {
    if (!bad) {
      if (told.current) announcer.polite(back);
      told.current = false;
      return;
    }
    const timer = setTimeout(() => {
      told.current = true;
      announcer.polite(bad);
    }, SPOKEN_AFTER_MS);
    return () => clearTimeout(timer);
  }, [bad, back]);
}

export function ConnectionBanner({ store }: { store: Store }) {
  const { connection, sending, busy, attached } = useSnapshot(store);
  const language = useLanguage();
  const t = useTexts(texts);
  const waiting = connection.phase === "waiting";
  const now = useNow(1_000, waiting);
  const words = {
    idle: "", online: "", connecting: attached ? t.lost : "",
    waiting: waiting ? t[connection.reason] : "",
    replaced: t.replaced, "signed-out": attached ? t.signedOut : "",
    stopped: connection.phase === "stopped" ? t.stopped(connection.code) : "",
  }[connection.phase];
  useSpokenChanges(words, t.back);

  const open = sending.out + sending.queued;
  if (!words) {
    const state = connection.phase === "online" ? (busy ? t.busy : open > 0 ? t.sending(open) : t.online) : t.connecting;
    return <p className="y-connection" role="group" aria-label={t.label}>{state}</p>;
  }
  return (
    <div className="y-connection y-notice" role="group" aria-label={t.label}>
      <p>
        <span aria-hidden="true">⚠ </span>{words}
        {waiting && ` ${t.next(duration(connection.retryAtMs - now, language))}`}
        {open > 0 && ` ${t.queued(open)}`}
      </p>
      {(waiting || connection.phase === "stopped") &&
        <Button className="y-button" onPress={() => store.session.start()}>{t.now}</Button>}
      {connection.phase === "replaced" &&
        <Button className="y-button" onPress={() => store.session.takeBack()}>{t.takeBack}</Button>}
    </div>
  );
}
