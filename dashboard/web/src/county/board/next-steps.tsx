/** Where the alert stands on its way, and the buttons that lead on; the next one is the largest. */
import { Button, Steps } from 'antd';
import type { AlertView, Role } from '../../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../../shared/language.ts';
import { type BoardCommand, isPossible, KEYS, may, nextStep } from './keys.ts';

interface NextStepsProps {
  readonly view: AlertView;
  readonly role: Role;
  readonly onCommand: (command: BoardCommand) => void;
}

const STEPS = ['take', 'dispatch', 'onScene', 'close'] as const;
const BESIDE = ['merge', 'note'] as const;
/** Older pages and tests know these by the names of the routes. */
const TEST_IDS: Partial<Record<BoardCommand, string>> = { take: 'acknowledge' };

const REACHED = { raised: 0, acknowledged: 1, dispatched: 2, on_scene: 3, closed: 4 } as const;

export function NextSteps({ view, role, onCommand }: NextStepsProps) {
  const { t } = useTranslation();
  const next = nextStep(view);
  const offered = (commands: readonly BoardCommand[]): BoardCommand[] =>
    commands.filter((command) => may(role, command) && isPossible(command, view));
  return (
    <>
      <Steps
        size="small"
        className="life"
        current={REACHED[view.state]}
        items={STEPS.map((step) => ({ key: step, title: t(`command.${step}`) }))}
      />
      <div className="step-buttons">
        {offered([...STEPS, ...BESIDE]).map((command) => (
          <Button
            key={command}
            data-testid={TEST_IDS[command] ?? command}
            type={command === next ? 'primary' : 'default'}
            size={command === next ? 'large' : 'middle'}
            onClick={() => onCommand(command)}
          >
            {t(`command.${command}`)} ({KEYS[command][0]?.toUpperCase()})
          </Button>
        ))}
      </div>
    </>
  );
}
