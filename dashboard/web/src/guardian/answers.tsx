import Button from 'antd-mobile/es/components/button';
import { useTranslation } from '../shared/language.ts';
import type { AnswerKind, Card } from './state.ts';

interface AnswersProps {
  readonly card: Card;
  readonly onAnswer: (kind: AnswerKind) => void;
}

const ANSWERS = [
  { kind: 'going', text: 'answerGoing', color: 'primary' },
  { kind: 'safe', text: 'answerSafe', color: 'success' },
  { kind: 'false', text: 'answerFalse', color: 'default' },
] as const;

export function Answers({ card, onAnswer }: AnswersProps) {
  const { t } = useTranslation();
  const { answer } = card;
  return (
    <>
      <div className="answers">
        {ANSWERS.map(({ color, kind, text }) => (
          <Button
            key={kind}
            block
            size="large"
            color={color}
            fill={answer === null || answer.kind === kind ? 'solid' : 'outline'}
            loading={answer?.kind === kind && answer.state === 'sending'}
            data-testid={`answer-${kind}`}
            onClick={() => onAnswer(kind)}
          >
            {t(text)}
          </Button>
        ))}
      </div>
      {answer !== null && (
        <p
          role="status"
          data-testid="answer-state"
          data-state={answer.state}
          className={`answer-state ${answer.state}`}
        >
          {t('youAnswered')}
          {t(`action.${answer.kind}`)} · {t(answer.state)}
        </p>
      )}
    </>
  );
}
