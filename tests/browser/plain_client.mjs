// A client written from docs/protocol.md alone: Node, the package `ws`, the JSON subprotocol. It shares no code with
// the pages. Small on purpose: what it does not need it leaves out.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { request, root } from './installation.mjs';

const { WebSocket } = createRequire(join(root, 'web/package.json'))('ws');

export async function shopperTicket(base, shopKey, name) {
  const answer = await request(`${base}/api/shopper/ticket`, {
    method: 'POST',
    headers: { origin: base },
    json: { shop_key: shopKey, name },
  });
  if (answer.status !== 200) throw new Error(`shopper ticket: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

export async function staffTicket(base, login, password) {
  const entered = await request(`${base}/api/login`, { method: 'POST', json: { login, password } });
  if (entered.status !== 200) throw new Error(`login: ${entered.status} ${JSON.stringify(entered.body)}`);
  const cookie = entered.headers['set-cookie'][0].split(';')[0];
  const answer = await request(`${base}/api/ticket`, { method: 'POST', headers: { cookie }, json: {} });
  if (answer.status !== 200) throw new Error(`ticket: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

export class PlainClient {
  constructor(base, newTicket) {
    this.url = `${base.replace('http', 'ws')}/ws`;
    this.origin = base;
    this.newTicket = newTicket;
    this.instance = String(1 + Math.floor(Math.random() * 2 ** 40));
    this.number = 0;
    this.answered = 0;
    this.sent = []; // commands that are not answered yet
    this.waiting = new Map(); // number -> resolve
    this.answers = new Map();
    this.entries = new Map(); // conversation -> Map(n -> entry)
    this.conversations = new Map();
    this.offers = new Map();
    this.frames = []; // all that came, for tests that look at details
    this.resumeToken = undefined;
    this.logEpoch = undefined;
    this.wanted = false;
  }

  // Resolves when the line stands, be it at a later try.
  connect() {
    this.wanted = true;
    return new Promise((done, fail) => {
      this.attachedNow = done;
      this.open().catch(fail);
    });
  }

  async open() {
    const hello = { instance: this.instance, lastAnswer: this.answered };
    if (this.resumeToken) {
      hello.resumeToken = this.resumeToken;
      hello.logEpoch = this.logEpoch;
      hello.positions = [...this.entries].map(([conversation, known]) => ({ conversation, entry: contiguous(known) }));
    } else {
      hello.ticket = (await this.newTicket()).ticket;
    }
    this.socket = new WebSocket(this.url, 'yunke.v1.json', { headers: { origin: this.origin } });
    this.socket.on('message', (data) => this.receive(JSON.parse(data)));
    this.socket.on('close', (code) => this.closed(code));
    this.socket.on('error', () => undefined); // a close follows
    this.socket.on('open', () => this.socket.send(JSON.stringify({ hello })));
  }

  closed(code) {
    this.closeCode = code;
    clearInterval(this.beat);
    if (!this.wanted || code === 4001 || code === 4010) return;
    if (code === 4003 || code === 4007) this.resumeToken = undefined;
    setTimeout(() => this.wanted && this.open().catch(() => this.closed(1006)), 200 + Math.random() * 800);
  }

  receive(frame) {
    this.frames.push(frame);
    if (frame.attached) this.attached(frame.attached);
    if (frame.answer) this.answer(frame.answer);
    if (frame.entries) for (const entry of frame.entries.entries ?? []) this.keep(frame.entries.conversation, entry);
    if (frame.conversation) this.conversations.set(frame.conversation.id, frame.conversation);
    if (frame.conversationGone) this.conversations.delete(frame.conversationGone.conversation);
    if (frame.offer) this.offers.set(frame.offer.conversation, frame.offer);
    if (frame.offerGone) this.offers.delete(frame.offerGone.conversation);
    if (frame.resend) this.sendAgain(frame.resend.from);
    if (frame.busy) setTimeout(() => this.sendAgain(frame.busy.number), frame.busy.retryAfterMs);
  }

  attached(view) {
    this.resumeToken = view.resumeToken;
    if (this.logEpoch !== undefined && this.logEpoch !== view.logEpoch) this.entries.clear();
    this.logEpoch = view.logEpoch;
    for (const answer of view.answers ?? []) this.answer(answer);
    this.conversations = new Map((view.conversations ?? []).map((c) => [c.id, c]));
    this.offers = new Map((view.offers ?? []).map((o) => [o.conversation, o]));
    this.sendAgain((view.lastNumber ?? 0) + 1);
    const heartbeat = () => ({ answered: this.answered, heartbeat: { sentMs: String(Date.now()) } });
    this.beat = setInterval(() => this.raw(heartbeat()), 25000);
    this.attachedNow(view);
  }

  answer(answer) {
    this.answered = Math.max(this.answered, answer.number);
    this.answers.set(answer.number, answer);
    this.keepOwn(this.sent.find((command) => command.number === answer.number), answer);
    this.sent = this.sent.filter((command) => command.number !== answer.number);
    this.waiting.get(answer.number)?.(answer);
    this.waiting.delete(answer.number);
  }

  // One's own message comes back by its number alone.
  keepOwn(command, answer) {
    const said = command?.send ?? command?.open ?? command?.reopen ?? command?.whisper;
    const kind = command?.whisper ? 'WHISPERED' : 'MESSAGE';
    if (said && answer.entry > 0) this.keep(answer.conversation, { n: answer.entry, kind, text: said.text });
  }

  keep(conversation, entry) {
    if (!this.entries.has(conversation)) this.entries.set(conversation, new Map());
    const known = this.entries.get(conversation);
    const before = known.get(entry.n);
    if (before && before.text !== entry.text) throw new Error(`entry ${entry.n} came twice, changed`);
    known.set(entry.n, entry);
  }

  sendAgain(from) {
    for (const command of this.sent) if (command.number >= from) this.raw(command);
  }

  raw(frame) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  // Sends a command and waits for its answer, over reconnects if need be.
  async say(body) {
    const command = { number: ++this.number, ...body };
    this.sent.push(command);
    const answered = new Promise((done) => this.waiting.set(command.number, done));
    this.raw({ ...command, answered: this.answered });
    return answered;
  }

  typing(conversation) {
    this.raw({ answered: this.answered, typing: { conversation } });
  }

  // The whole transcript that this client has seen, oldest first.
  transcript(conversation) {
    return [...(this.entries.get(conversation) ?? [])].sort((a, b) => a[0] - b[0]).map(([, entry]) => entry);
  }

  // Of the transcript, what people wrote: [number, text] each.
  messages(conversation) {
    return this.transcript(conversation)
      .filter((entry) => entry.kind === 'MESSAGE')
      .map((entry) => [entry.n, entry.text]);
  }

  close() {
    this.wanted = false;
    clearInterval(this.beat);
    this.socket?.close();
  }
}

function contiguous(known) {
  let n = 0;
  while (known.has(n + 1)) ++n;
  return n;
}
