import { Alert } from 'antd';
import { faultOf } from './faults.ts';
import { currentLanguage } from './language.ts';

/** Nothing while there is no fault. */
export function FaultAlert({ error }: { error: unknown }) {
  if (error === undefined) return null;
  const { code, meaning, remedy } = faultOf(error, currentLanguage());
  return (
    <Alert
      className="fault"
      type="error"
      showIcon
      title={meaning}
      description={remedy}
      data-testid="fault"
      data-code={code}
    />
  );
}
