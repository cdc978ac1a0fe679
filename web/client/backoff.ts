// How long to wait before the next connection. Full jitter: a crowd that lost its gateway at one moment must not come
// back at one moment. Used by Session; pure, so that its bounds can be tested.
import { BACKOFF_MAX_MS, BACKOFF_MIN_MS, RESTART_MIN_MS } from "./limits";

/**
 * Milliseconds until try number `attempt` (1 = the first after a loss). `code` is the WebSocket's close code;
 * `random` is in [0, 1).
 */
export function backoffMs(attempt: number, code: number, random: number): number {
  if (code === 1012 || code === 1001) return RESTART_MIN_MS + random * (BACKOFF_MAX_MS - RESTART_MIN_MS);
  // 1013 means that the gateway or its storage asked for time: begin where others are after two tries.
  const step = code === 1013 ? attempt + 2 : attempt;
  const ceiling = Math.min(BACKOFF_MAX_MS, BACKOFF_MIN_MS * 2 ** Math.min(step, 16));
  return BACKOFF_MIN_MS + random * (ceiling - BACKOFF_MIN_MS);
}
