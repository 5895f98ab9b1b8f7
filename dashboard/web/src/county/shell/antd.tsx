/** The component library's theme, language and messages, around whatever uses it. */
import { App as AntApp, ConfigProvider, theme } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import type { ReactNode } from 'react';
import { useLanguage } from '../../shared/language.ts';

/** Dark, since monitoring rooms are; red is kept for alarms. */
const THEME = {
  algorithm: theme.darkAlgorithm,
  token: {
    colorPrimary: '#3d8bfd',
    colorBgBase: '#0f1720',
    colorBgElevated: '#1b2836',
    // The library's own is too faint to read.
    colorTextPlaceholder: '#93a3b3',
    colorLink: '#6ea8fe',
    colorLinkHover: '#8cbaff',
    borderRadius: 4,
    fontSize: 14,
  },
  components: {
    // White on it must be readable (4.5 : 1).
    Button: { colorPrimary: '#1f66cc', colorPrimaryHover: '#2a6fd6', colorPrimaryActive: '#1a58b0' },
  },
};

export function Antd({ children }: { readonly children: ReactNode }) {
  return (
    <ConfigProvider theme={THEME} locale={useLanguage() === 'zh' ? zhCN : enUS}>
      <AntApp>{children}</AntApp>
    </ConfigProvider>
  );
}
