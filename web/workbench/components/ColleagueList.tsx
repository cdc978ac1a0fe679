// The colleagues who could take a chat now, whoever would be chosen first coming first, with a way to look again.
import { Button, ListBox, ListBoxItem } from "react-aria-components";
import { useT } from "../desk/context";
import type { Colleagues } from "../hooks/useColleagues";

interface ColleagueListProps {
  colleagues: Colleagues;
  chosen: number | undefined;
  onChoose: (agent: number) => void;
}

export function ColleagueList({ colleagues, chosen, onChoose }: ColleagueListProps) {
  const t = useT();
  const { list, failed } = colleagues;
  return (
    <>
      <p id="colleagues"><b>{t.team.colleague}</b></p>
      {!list && <p className={failed ? "y-error" : "wb-soft"}>{failed ? t.team.lookFailed : t.team.looking}</p>}
      {list?.length === 0 && <p className="y-notice">{t.team.nobody}</p>}
      {list && list.length > 0 && (
        <ListBox
          className="wb-options wb-scroll-list" aria-labelledby="colleagues" items={list.map((one) => ({ ...one, id: one.agent }))}
          selectionMode="single" disallowEmptySelection selectedKeys={chosen === undefined ? [] : [chosen]}
          onSelectionChange={(keys) => {
            if (keys !== "all") onChoose(Number([...keys][0]));
          }}
        >
          {(one) => (
            <ListBoxItem id={one.agent} textValue={one.name} className="wb-option">
              {({ isSelected }) => <><span aria-hidden="true" className="wb-option-icon">{isSelected ? "●" : "○"}</span>{one.name}</>}
            </ListBoxItem>
          )}
        </ListBox>
      )}
      <div className="wb-buttons">
        <Button className="y-button" onPress={colleagues.lookAgain}>{t.team.lookAgain}</Button>
      </div>
    </>
  );
}
