/** Every key, every state and every sound, on one page. */
import { Button, Modal } from 'antd';
import type { Role } from '../../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../../shared/language.ts';
import { useCounty } from '../shell/county-context.tsx';
import { COMMANDS, KEYS, may } from './keys.ts';

const STATES = ['raised', 'acknowledged', 'dispatched', 'on_scene', 'closed'] as const;
const SOUNDS = ['extreme', 'severe', 'moderate', 'drill'] as const;
const SHOWN: Readonly<Record<string, string>> = { arrowdown: '↓', arrowup: '↑' };

export function HelpDialog({ role, onClose }: { readonly role: Role; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { alarm } = useCounty();
  return (
    <Modal open title={t('command.help')} footer={null} onCancel={onClose} width={560}>
      <div className="help" data-testid="help">
        <h3>{t('helpKeys')}</h3>
        <dl>
          {COMMANDS.filter((command) => may(role, command)).map((command) => (
            <div key={command}>
              <dt>
                {KEYS[command].map((key) => (
                  <kbd key={key}>{SHOWN[key] ?? key.toUpperCase()}</kbd>
                ))}
              </dt>
              <dd>{t(`command.${command}`)}</dd>
            </div>
          ))}
        </dl>
        <p>{t('helpDialogs')}</p>
        <h3>{t('helpStates')}</h3>
        <p>{STATES.map((state) => t(`state.${state}`)).join(' → ')}</p>
        <h3>{t('helpSounds')}</h3>
        <ul>
          {SOUNDS.map((sound) => (
            <li key={sound}>{t(`sound.${sound}`)}</li>
          ))}
        </ul>
        <Button onClick={alarm.check}>{t('soundCheck')}</Button>
      </div>
    </Modal>
  );
}
