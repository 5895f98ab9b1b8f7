/** One of several by arrows and Enter, while the focus stays in the field above; or by a click. */
import type { ReactNode } from 'react';
import { useState } from 'react';

export interface Choice {
  readonly id: string;
  readonly content: ReactNode;
}

export interface ChoiceState {
  readonly chosenId: string | undefined;
  readonly choose: (id: string) => void;
  /** For the field that keeps the focus. @returns whether it was an arrow. */
  readonly onKey: (key: string) => boolean;
}

export function useChoice(ids: readonly string[], firstId?: string): ChoiceState {
  const [wantedId, setWantedId] = useState(firstId);
  const chosenId = wantedId !== undefined && ids.includes(wantedId) ? wantedId : ids[0];
  return {
    chosenId,
    choose: setWantedId,
    onKey: (key) => {
      const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
      if (step === 0) return false;
      const index = ids.indexOf(chosenId ?? '') + step;
      setWantedId(ids[Math.min(Math.max(index, 0), ids.length - 1)]);
      return true;
    },
  };
}

interface ChoiceListProps {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly state: ChoiceState;
}

export function ChoiceList({ label, choices, state }: ChoiceListProps) {
  return (
    <div className="choices" role="radiogroup" aria-label={label}>
      {choices.map(({ id, content }) => (
        <label key={id} className="choice" data-testid="choice" data-id={id}>
          <input
            type="radio"
            name={label}
            checked={id === state.chosenId}
            onChange={() => state.choose(id)}
          />
          {content}
        </label>
      ))}
    </div>
  );
}
