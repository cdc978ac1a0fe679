// The deeds that are possible with one chat or agent, behind one button: a row has few tab stops, however much can be
// done with it.
import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";

interface DeedMenuProps<D extends string | number> {
  label: string;
  /** The whole name, for whoever does not see the row. */
  name: string;
  deeds: readonly (readonly [D, string])[];
  onChoose: (deed: D) => void;
}

export function DeedMenu<D extends string | number>({ label, name, deeds, onChoose }: DeedMenuProps<D>) {
  return (
    <MenuTrigger>
      <Button className="y-button" aria-label={name}>{label} <span aria-hidden="true">▾</span></Button>
      <Popover className="wb-popover">
        <Menu
          className="wb-options" aria-label={name} items={deeds.map(([id, words]) => ({ id, words }))}
          onAction={(key) => {
            const chosen = deeds.find(([id]) => String(id) === String(key));
            if (chosen) onChoose(chosen[0]);
          }}
        >
          {(one) => <MenuItem id={one.id} textValue={one.words} className="wb-option">{one.words}</MenuItem>}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
