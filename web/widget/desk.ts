// What the widget stands on: its settings, its line to the gateway, its chat, and how it asks to be let in.
import { Line, listenToBrowser, socketUrl } from "../client/line";
import { StoredValue, browserStorage } from "../client/memory";
import type { TicketReply } from "../client/connection";
import { Chat } from "./chat";
import { lightJsonCodec } from "./json_codec";

export interface Settings {
  shopKey: string;
  /** Where the script came from: the gateway. */
  origin: string;
  language: string;
  /** Chosen in advance by the shop's page. */
  topic: string;
}

interface TicketAnswer {
  ticket: string;
  shop: { name: string };
  topics: { topic: string; title_zh: string; title_en: string }[];
}

export class Desk {
  readonly line: Line;
  readonly chat: Chat;
  /** The gateway will not have this page: wrong key, or not the shop's page. */
  refused = false;

  /** Without it an ended session stays ended: nobody looks. */
  private wanted = false;

  constructor(readonly settings: Settings) {
    const storage = browserStorage("localStorage");
    const name = `yunke.shop.${settings.shopKey.slice(-16)}`;
    this.line = new Line({
      url: socketUrl("/ws", `${settings.origin}/`),
      client: "widget/0.1",
      codec: lightJsonCodec,
      storage,
      storageKey: name,
      ticket: () => this.ticket(),
    });
    this.chat = new Chat(this.line, new StoredValue(storage, `${name}.texts`));
    listenToBrowser(this.line);
    // A chat of an earlier page goes on without being asked for.
    if (this.line.canResume) this.line.start();
  }

  /** Somebody opened the panel: a line is needed now. */
  start(): void {
    this.wanted = true;
    this.refused = false;
    this.line.start();
  }

  private async ticket(): Promise<TicketReply> {
    if (!this.wanted) return { kind: "sign-in" };
    const { origin, shopKey } = this.settings;
    const response = await fetch(`${origin}/api/shopper/ticket`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ shop_key: shopKey }),
    });
    if (response.ok) {
      const { ticket, shop, topics } = (await response.json()) as TicketAnswer;
      this.chat.shopName = shop.name;
      this.chat.topics = topics.map((one) => ({ topic: one.topic, titleZh: one.title_zh, titleEn: one.title_en }));
      return { kind: "ticket", ticket };
    }
    if (response.status >= 500 || response.status === 429) {
      return { kind: "later", retryAfterMs: Number(response.headers.get("Retry-After")) * 1000 || 0 };
    }
    this.refused = true;
    return { kind: "sign-in" };
  }
}
