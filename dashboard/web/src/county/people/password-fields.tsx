import { Form, Input } from 'antd';
import {
  PASSWORD_MIN_CHARACTERS,
  passwordFault,
  passwordStrength,
} from '../../../../../edge-config/contracts/password.ts';
import { useTranslation } from '../../shared/language.ts';

export interface PasswordValues {
  readonly password: string;
  readonly repeat: string;
}

/** Nobody is told of a fault while typing on. */
const SETTLED_MS = 700;

/** A new password, typed twice. To stand in a form. */
export function PasswordFields({ username }: { username: string }) {
  const { t } = useTranslation();
  const password: string = Form.useWatch('password') ?? '';
  const isGood = password !== '' && passwordFault(password, username) === undefined;
  const hint = isGood
    ? t(`password.${passwordStrength(password)}`)
    : t('password.hint', { count: PASSWORD_MIN_CHARACTERS });
  return (
    <>
      {/* So that the browser keeps the password under the right name. */}
      <input
        className="for-password-manager"
        aria-label={t('username')}
        readOnly
        autoComplete="username"
        value={username}
        tabIndex={-1}
      />
      <Form.Item
        name="password"
        label={t('password.new')}
        extra={<span className={isGood ? `strength ${passwordStrength(password)}` : ''}>{hint}</span>}
        validateDebounce={SETTLED_MS}
        rules={[
          {
            validator: (_, value: string = '') => {
              const fault = passwordFault(value, username);
              return fault === undefined
                ? Promise.resolve()
                : Promise.reject(new Error(t(`password.fault.${fault}`, { count: PASSWORD_MIN_CHARACTERS })));
            },
          },
        ]}
      >
        <Input.Password size="large" autoComplete="new-password" data-testid="new-password" />
      </Form.Item>
      <Form.Item
        name="repeat"
        label={t('password.repeat')}
        dependencies={['password']}
        validateDebounce={SETTLED_MS}
        rules={[
          ({ getFieldValue }) => ({
            validator: (_, value: string = '') =>
              value === getFieldValue('password')
                ? Promise.resolve()
                : Promise.reject(new Error(t('password.differs'))),
          }),
        ]}
      >
        <Input.Password size="large" autoComplete="new-password" data-testid="repeat-password" />
      </Form.Item>
    </>
  );
}
