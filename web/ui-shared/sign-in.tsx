// Sign-in with login and password: paste and password managers welcome, no puzzle, errors in words. After too many
// tries the wait is shown, and said when it begins and when it is over. Used by every page for people with accounts.
import { useEffect, useId, useRef, useState, type FormEvent, type ReactNode } from "react";
import { Button, Input, Label, TextField } from "react-aria-components";
import { Api, type Account, type Failure } from "../client/http";
import { announcer } from "./announcer";
import { duration } from "./format";
import { useNow } from "./hooks";
import { catalogue, useLanguage, useTexts } from "./language";

const texts = catalogue(
  {
    login: "账号",
    password: "密码",
    show: "显示密码",
    hide: "隐藏密码",
    submit: "登录",
    busy: "正在登录……",
    loginMissing: "请填写账号。",
    passwordMissing: "请填写密码。",
    unauthorised: "账号或密码不对，请检查后再试。",
    delayed: (time: string) => `尝试次数太多，请等 ${time}再登录。`,
    over: "现在可以再登录了。",
    unavailable: "暂时连不上服务，请稍后再试。",
    refused: "没有登录成功，请再试一次。",
    wrongRole: "这个账号不能使用这个页面。",
  },
  {
    login: "Account",
    password: "Password",
    show: "Show password",
    hide: "Hide password",
    submit: "Sign in",
    busy: "Signing in…",
    loginMissing: "Please enter your account.",
    passwordMissing: "Please enter your password.",
    unauthorised: "Account or password is not right. Please check and try again.",
    delayed: (time: string) => `Too many tries. Please wait ${time} before signing in.`,
    over: "You can sign in again now.",
    unavailable: "The service cannot be reached now. Please try again later.",
    refused: "Signing in did not work. Please try again.",
    wrongRole: "This account cannot use this page.",
  },
);
type Words = (typeof texts)["en"];

export interface SignInProps {
  onSignedIn: (account: Account) => void;
  /** Which accounts belong on the page; others are told so. */
  accepts?: (account: Account) => boolean;
  api?: Api;
  heading: ReactNode;
  /** Shown above the fields, e.g. that the earlier sign-in has expired. */
  note?: ReactNode;
}

function failureWords(failure: Failure, t: Words, zh: boolean): string {
  switch (failure.kind) {
    case "unauthorised": return t.unauthorised;
    case "unavailable": return t.unavailable;
    case "refused": return (zh ? failure.messageZh : failure.messageEn) || t.refused;
    case "delayed": return "";
  }
}

export function SignIn({ onSignedIn, accepts = () => true, api, heading, note }: SignInProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const gateway = useRef(api ?? new Api());
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const [waitUntil, setWaitUntil] = useState(0);
  const now = useNow(1_000, waitUntil > 0);
  const loginField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const errorId = useId();
  const waiting = waitUntil > now;

  useEffect(() => {
    if (waitUntil > 0 && !waiting) {
      setWaitUntil(0);
      announcer.polite(t.over);
    }
  }, [waitUntil, waiting, t]);

  function fail(words: string, field: HTMLInputElement | null): void {
    setError(words);
    announcer.assertive(words);
    field?.focus();
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy || waiting) return;
    if (!login.trim()) return fail(t.loginMissing, loginField.current);
    if (!password) return fail(t.passwordMissing, passwordField.current);
    setBusy(true);
    setError("");
    const reply = await gateway.current.login(login.trim(), password);
    setBusy(false);
    if (reply.ok && accepts(reply.account)) {
      setPassword("");
      return onSignedIn(reply.account);
    }
    if (reply.ok) {
      await gateway.current.logout();
      return fail(t.wrongRole, loginField.current);
    }
    if (reply.kind !== "delayed") return fail(failureWords(reply, t, language === "zh-CN"), passwordField.current);
    setWaitUntil(Date.now() + reply.retryAfterMs);
    announcer.polite(t.delayed(duration(reply.retryAfterMs, language)));
  }

  const message = waiting ? t.delayed(duration(waitUntil - now + 999, language)) : error;
  const described = message ? { "aria-describedby": errorId } : {};
  return (
    <form className="y-sign-in" onSubmit={(event) => void submit(event)} noValidate>
      <h1>{heading}</h1>
      {note && <p className="y-notice">{note}</p>}
      <TextField className="y-field" value={login} onChange={setLogin} autoComplete="username" name="username" {...described}>
        <Label>{t.login}</Label>
        <Input ref={loginField} autoCapitalize="none" spellCheck={false} />
      </TextField>
      <TextField
        className="y-field" value={password} onChange={setPassword} type={shown ? "text" : "password"}
        autoComplete="current-password" name="password" {...described}
      >
        <Label>{t.password}</Label>
        <Input ref={passwordField} autoCapitalize="none" spellCheck={false} />
      </TextField>
      <Button className="y-button y-quiet" onPress={() => setShown(!shown)}>{shown ? t.hide : t.show}</Button>
      <p id={errorId} className={message ? "y-error" : undefined}>
        {message && <span aria-hidden="true">⚠ </span>}{message}
      </p>
      <Button className="y-button y-primary" type="submit" aria-disabled={busy || waiting}>
        {busy ? t.busy : t.submit}
      </Button>
    </form>
  );
}
