import Button from 'antd-mobile/es/components/button';
import { currentLanguage, switchLanguage, useTranslation } from '../shared/language.ts';
import { kept } from './kept.ts';

export function LanguageButton({ onSwitched }: { onSwitched?: () => void }) {
  const { t } = useTranslation();
  const change = async (): Promise<void> => {
    await switchLanguage();
    await kept.keepLanguage(currentLanguage()).catch(() => {});
    onSwitched?.();
  };
  return (
    <Button fill="none" data-testid="language" onClick={() => void change()}>
      <span lang={currentLanguage() === 'zh' ? 'en' : 'zh-CN'}>{t('language')}</span>
    </Button>
  );
}
