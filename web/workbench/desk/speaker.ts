// The workbench's voice: passes utterances to the page's one announcer and remembers the last, so that it can be said
// again. Nothing in the workbench calls the announcer directly.
import type { Announcer } from "../../ui-shared/announcer";
import type { Utterance } from "../model/announcements";

export class Speaker {
  private last: Utterance | undefined;

  constructor(private readonly announcer: Announcer) {}

  say(utterance: Utterance): void {
    if (utterance.text === "") return;
    this.last = utterance;
    if (utterance.urgency === "assertive") this.announcer.assertive(utterance.text, utterance.language);
    else this.announcer.polite(utterance.text, utterance.language);
  }

  polite(text: string, language = ""): void {
    this.say({ urgency: "polite", text, language });
  }

  assertive(text: string, language = ""): void {
    this.say({ urgency: "assertive", text, language });
  }

  /** Says the last utterance once more; `otherwise` when there was none. */
  again(otherwise: string): void {
    this.announcer.polite(this.last?.text ?? otherwise, this.last?.language ?? "");
  }
}
