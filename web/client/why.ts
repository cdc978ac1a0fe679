// Why a chat went to whom it went, as the gateway tells it in words: everything to a supervisor, to an agent her own
// reasons only. Apart from http.ts, whose calls the shoppers' widget carries, too.
import { call, reply, type Fetch, type Reply } from "./http";

export interface WhyPerson {
  agent: number;
  name: string;
  chosen: boolean;
  why: string;
}

export interface WhyDecision {
  atMs: number;
  headline: string;
  /** What spoke for or against the agent who asks; empty for supervisors, and where it is not known. */
  own: string;
  /** For supervisors; empty for agents. */
  counts: string;
  people: readonly WhyPerson[];
  leftOut: number;
}

export interface Why {
  decisions: readonly WhyDecision[];
  /** Why not everything is told; empty if it is. */
  note: string;
}

const text = (value: unknown) => (typeof value === "string" ? value : "");

/** The gateway's answer, docs/openapi.yaml. */
export function readWhy(body: any): Why {
  const decisions = (body.decisions as any[]).map((one): WhyDecision => ({
    atMs: Number(one.at_ms),
    headline: text(one.headline),
    own: text(one.own),
    counts: text(one.counts),
    people: ((one.people ?? []) as any[]).map((person) => ({
      agent: Number(person.agent), name: text(person.name), chosen: person.chosen === true, why: text(person.why),
    })),
    leftOut: Number(one.left_out ?? 0),
  }));
  return { decisions, note: text(body.why_not_complete) };
}

/** The gateway works out the reasons for one person at a time, ten seconds at the most; three may be there. */
const TIMEOUT_MS = 40_000;

/** Asks in words of a page's language. */
export async function fetchWhy(
  conversation: string, language: string, fetcher: Fetch = (input, init) => fetch(input, init),
): Promise<Reply<{ why: Why }>> {
  const words = language.startsWith("zh") ? "zh" : "en";
  const url = `/api/conversations/${encodeURIComponent(conversation)}/why?language=${words}`;
  return reply(await call(fetcher, "GET", url, undefined, TIMEOUT_MS), (body) => ({ why: readWhy(body) }));
}
