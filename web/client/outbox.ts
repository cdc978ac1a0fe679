// The commands of one client: those waiting for a place, those sent and unanswered, and the last answered ones that
// are kept in case the pool's storage goes back. It decides which number goes out next and never touches a socket;
// Session asks it. The rules are those of the protocol:
//   - numbers are 1, 2, 3 … without a hole; a number is given when the command is first sent;
//   - at most UNANSWERED_MAX are out at once;
//   - what is above the server's last number is sent again after a reconnect, and only then (or after Resend, Busy).
import type { Answer, ErrorCode } from "../gen/yunke/v1/client_pb";
import { ownAnswer, type CommandBody, type OutFrame } from "./frames";
import { QUEUED_MAX, RETAINED_MAX, UNANSWERED_MAX } from "./limits";

/** What became of a command. A promise of it never rejects. */
export type Outcome =
  /** The server's answer; `answer.error` is OK when it was carried out. */
  | { kind: "answered"; answer: Answer }
  /** The session ended before an answer: whether it was carried out is not known. */
  | { kind: "unknown" }
  /** Never sent: too much was waiting already, or the session ended first. */
  | { kind: "unsent"; reason: "queue-full" | "session-ended" };

interface Command {
  number: number; // 0 while queued
  body: CommandBody;
  done: boolean; // carried out, as far as this connection's log epoch knows
  settle: ((outcome: Outcome) => void) | undefined; // undefined once the caller has been told
}

// The enum itself stays out of the shop widget, which shares this file and must stay small.
const ALREADY_APPLIED: ErrorCode.ALREADY_APPLIED = 10;

export class Outbox {
  private commands: Command[] = []; // numbers rise by one; answered ones first
  private queue: Command[] = [];
  private next = 1; // the number that goes out next on this connection
  private answered = 0;

  /** `onAgain`: a command whose caller has been told was carried out anew, after the pool's storage went back. */
  constructor(private readonly onAgain: (body: CommandBody, answer: Answer) => void = () => {}) {}

  /** Commands that were sent at least once and have no answer. */
  get unanswered(): number {
    return this.commands.filter((command) => command.settle).length;
  }
  get queued(): number {
    return this.queue.length;
  }
  /** The highest number whose answer, and every one below it, has been seen. */
  get lastAnswer(): number {
    return this.answered;
  }

  add(body: CommandBody): Promise<Outcome> {
    return new Promise((settle) => {
      if (this.queue.length >= QUEUED_MAX) settle({ kind: "unsent", reason: "queue-full" });
      else this.queue.push({ number: 0, body, done: false, settle });
    });
  }

  /** The next frame to send on this connection, if one may go now. */
  take(): OutFrame | undefined {
    if (this.outNow() >= UNANSWERED_MAX) return undefined;
    let command = this.commands.find((held) => held.number === this.next);
    if (!command) {
      command = this.queue.shift();
      if (!command) return undefined;
      command.number = this.next;
      this.commands.push(command);
    }
    this.next += 1;
    return { number: command.number, answered: this.answered, body: command.body };
  }

  answer(answer: Answer): void {
    const command = this.commands.find((held) => held.number === answer.number);
    if (!command) return;
    const { settle, done } = command;
    command.settle = undefined;
    command.done = true;
    this.noteAnswered();
    if (settle) settle({ kind: "answered", answer });
    else if (!done) this.onAgain(command.body, answer);
  }

  /**
   * A connection begins; the server has carried out everything up to `lastNumber`. After a new log epoch the answered
   * commands above it go out again. Without one, a server that knows less than it answered has forgotten this page
   * load (another page took the session over): then nothing may be repeated, and what is unanswered stays unknown.
   */
  attached(lastNumber: number, epochChanged: boolean): void {
    if (!epochChanged && lastNumber < this.answered) {
      this.abandonUnanswered();
      this.commands = [];
    }
    for (const command of this.commands.filter((held) => held.number <= lastNumber && held.settle)) {
      this.answer(ownAnswer(command.number, ALREADY_APPLIED));
    }
    const again = this.commands.filter((command) => command.number > lastNumber);
    for (const command of again) command.done = false;
    this.renumber(this.commands.filter((command) => command.number <= lastNumber), again, lastNumber + 1);
    this.answered = lastNumber;
    this.next = lastNumber + 1;
  }

  /** The server asks for everything from here again. */
  resend(from: number): void {
    const lowest = this.commands[0]?.number ?? this.next;
    this.next = Math.min(this.next, Math.max(from, lowest));
  }

  /** The gateway did not pass this number on, nor any after it. */
  busy(number: number): void {
    this.resend(number);
  }

  /** The gateway refused this command for good; it never reached the pool, so the ones behind move up. */
  refused(number: number, error: ErrorCode, detail: string): void {
    const at = this.commands.findIndex((held) => held.number === number && held.settle);
    if (at < 0) return;
    const [command] = this.commands.splice(at, 1);
    this.renumber(this.commands.slice(0, at), this.commands.slice(at), number);
    this.next = Math.min(this.next, number);
    command!.settle?.({ kind: "answered", answer: ownAnswer(number, error, detail) });
  }

  /** The session is over. Numbers begin again at 1 with the next one. */
  reset(): void {
    this.newInstance();
    for (const command of this.queue.splice(0)) command.settle?.({ kind: "unsent", reason: "session-ended" });
  }

  /** As reset, but what was never sent still goes out under the next instance. */
  newInstance(): void {
    this.abandonUnanswered();
    this.commands = [];
    this.answered = 0;
    this.next = 1;
  }

  private outNow(): number {
    return this.commands.filter((command) => command.number < this.next && !command.done).length;
  }

  private abandonUnanswered(): void {
    for (const command of this.commands) {
      const settle = command.settle;
      command.settle = undefined;
      settle?.({ kind: "unknown" });
    }
  }

  private renumber(kept: Command[], rest: Command[], from: number): void {
    rest.forEach((command, index) => (command.number = from + index));
    this.commands = [...kept, ...rest];
  }

  private noteAnswered(): void {
    const open = this.commands.findIndex((command) => !command.done);
    const done = open < 0 ? this.commands.length : open;
    if (done > 0) this.answered = Math.max(this.answered, this.commands[done - 1]!.number);
    if (done > RETAINED_MAX) this.commands.splice(0, done - RETAINED_MAX);
  }
}
