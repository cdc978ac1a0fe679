// What the agent is ready for, in words with a sign. A list to choose from rather than radio buttons: walking past a
// choice with the arrow keys must not make it.
import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue } from "react-aria-components";
import { Presence, type AgentSelf } from "../../client";
import { useNow } from "../../ui-shared";
import { useBench, useDeskSnapshot, useServerNow, useT } from "../desk/context";
import { overlayClass } from "../hooks/regionFocus";
import { durationWords } from "../model/duration";
import { presenceChoices } from "../model/presence";

export function PresencePicker({ self }: { self: AgentSelf }) {
  const { actions, dialogs } = useBench();
  const { conversations } = useDeskSnapshot();
  const t = useT();
  const now = useServerNow(useNow(15_000));
  const choices = presenceChoices(t.presence);
  const chosen = choices.find((one) => one.presence === self.presence) ?? choices[3]!;

  const choose = (presence: Presence) => {
    if (presence === self.presence) return;
    if (presence === Presence.OFFLINE && conversations.length > 0) dialogs.show({ name: "goOffline" });
    else actions.setPresence(presence);
  };
  return (
    <Select
      className="wb-presence" selectedKey={self.presence}
      onSelectionChange={(key) => key !== null && choose(Number(key) as Presence)}
    >
      <Label>{t.presence.label}</Label>
      <Button className="y-button" data-region-start="">
        <SelectValue>
          {() => <><span aria-hidden="true">{chosen.icon} </span>{chosen.words}</>}
        </SelectValue>
        <span aria-hidden="true">▾</span>
      </Button>
      <span className="wb-soft">{t.presence.since(durationWords(now - self.presenceSinceMs, t.time))}</span>
      <Popover className={`wb-popover ${overlayClass}`}>
        <ListBox className="wb-options" items={choices}>
          {(choice) => (
            <ListBoxItem id={choice.presence} textValue={choice.words} className="wb-option">
              <span aria-hidden="true" className="wb-option-icon">{choice.icon}</span>
              <span>{choice.words}<span className="wb-option-hint">{choice.hint}</span></span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
