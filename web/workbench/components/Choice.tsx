// One of a few, each in words with a mark.
import { Label, Radio, RadioGroup } from "react-aria-components";

interface ChoiceProps<T extends string> {
  label: string;
  /** "" when nothing is chosen yet. */
  value: T;
  choices: readonly (readonly [T, string])[];
  onChange: (value: T) => void;
  /** The choices are languages, each named in itself. */
  namesTheirLanguage?: boolean;
}

export function Choice<T extends string>({ label, value, choices, onChange, namesTheirLanguage }: ChoiceProps<T>) {
  return (
    // Nothing chosen is null to React Aria; by any other value that no radio has, Tab would pass them all.
    <RadioGroup className="wb-choice" value={value === "" ? null : value} onChange={(chosen) => {
      const choice = choices.find(([name]) => name === chosen);
      if (choice) onChange(choice[0]);
    }}>
      <Label>{label}</Label>
      {choices.map(([name, words]) => (
        <Radio key={name} value={name} className="wb-radio">
          <span className="wb-radio-mark" aria-hidden="true" />
          <span lang={namesTheirLanguage ? name : undefined}>{words}</span>
        </Radio>
      ))}
    </RadioGroup>
  );
}
