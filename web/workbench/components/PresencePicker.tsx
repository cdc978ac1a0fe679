// What the agent is ready for, in words with a sign, and which of her own limits keeps new chats away. A list to choose
// from rather than radio buttons: walking past a choice with the arrow keys must not make it.
import { useRef, type ComponentProps } from "react";
import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue, Text } from "react-aria-components";
import { Presence, type AgentSelf } from "../../client";
import { useLanguage, useNow } from "../../ui-shared";
import { useBench, useDesk, useDeskSnapshot, useServerNow, useT } from "../desk/context";
import { overlayClass } from "../hooks/regionFocus";
import { durationWords } from "../model/duration";
import { limitNotice, presenceChoices, presenceWords, refusedWords } from "../model/presence";

/** Refused choices stay in the walk through the list, so that everybody can read why; the library's word for it, which
 * its Select passes on though its type does not name it. */
const refusedStayInReach = { disabledBehavior: "selection" };

export function PresencePicker({ self }: { self: AgentSelf }) {
  const { actions, dialogs } = useBench();
  const { speaker } = useDesk();
  const { conversations } = useDeskSnapshot();
  const t = useT();
  const now = useServerNow(useNow(15_000));
  const around = { nowMs: now, language: useLanguage(), texts: t };
  const choices = presenceChoices(self, around);
  const chosen = choices.find((one) => one.presence === self.presence);
  const limit = limitNotice(self, around);
  const open = useRef(false);

  const choose = (presence: Presence) => {
    // The library's closed button takes left and right arrows, and letters, for choices.
    if (!open.current || presence === self.presence) return;
    if (presence === Presence.OFFLINE && conversations.length > 0) dialogs.show({ name: "goOffline" });
    else actions.setPresence(presence);
  };
  return (
    <Select
      className="wb-presence" selectedKey={self.presence} {...refusedStayInReach}
      disabledKeys={choices.filter((choice) => choice.refused).map((choice) => choice.presence)}
      onOpenChange={(isOpen) => void (open.current = isOpen)}
      onSelectionChange={(key) => key !== null && choose(Number(key) as Presence)}
    >
      <Label>{t.presence.label}</Label>
      <Button className="y-button" data-region-start="">
        <SelectValue>
          {() => <><span aria-hidden="true">{chosen?.icon} </span>{presenceWords(self.presence, t.presence)}</>}
        </SelectValue>
        <span aria-hidden="true">▾</span>
      </Button>
      <span className="wb-soft">{t.presence.since(durationWords(now - self.presenceSinceMs, t.time))}</span>
      {/* Always there, so that the button is described by it from the moment it has words. */}
      <Text slot="description" elementType="p" className="wb-limit">
        {limit && <><span aria-hidden="true">◷ </span>{limit}</>}
      </Text>
      <Popover className={`wb-popover ${overlayClass}`}>
        <ListBox className="wb-options" items={choices}>
          {(choice) => (
            <ListBoxItem
              id={choice.presence} textValue={choice.words} className="wb-option"
              render={(dom) => <div {...dom as ComponentProps<"div">} aria-disabled={choice.refused || undefined} />}
              onAction={choice.refused ? () => speaker.polite(refusedWords(self, around)) : undefined}
            >
              <span aria-hidden="true" className="wb-option-icon">{choice.icon}</span>
              <span>{choice.words}<span className="wb-option-hint">{choice.hint}</span></span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
