// The queues that a chat can be moved to, as the transfer dialog lists them. Pure.
import type { Queue } from "../../client";
import type { Texts } from "../texts";
import { topicTitle } from "./offers";

export interface TransferTarget {
  readonly queue: number;
  readonly label: string;
  readonly open: boolean;
}

/** The other queues of the chat's shop, which it never leaves; closed ones last. */
export function transferTargets(
  queues: readonly Queue[], chat: { queue: number; shop: number }, language: string, texts: Texts["transfer"],
): readonly TransferTarget[] {
  return queues
    .filter((queue) => queue.shop === chat.shop && queue.queue !== chat.queue)
    .sort((a, b) => Number(b.open) - Number(a.open))
    .map((queue) => {
      const name = topicTitle(queue, queues, language);
      return { queue: queue.queue, label: queue.open ? name : `${name} (${texts.closed})`, open: queue.open };
    });
}
