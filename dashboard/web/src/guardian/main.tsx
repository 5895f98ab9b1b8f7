import 'antd-mobile/es/global';
import { createRoot } from 'react-dom/client';
import { currentLanguage, startLanguage } from '../shared/language.ts';
import { App } from './app.tsx';
import './guardian.css';
import { kept } from './kept.ts';
import { TEXTS } from './texts.ts';

async function start(): Promise<void> {
  await startLanguage(TEXTS);
  const root = document.getElementById('root');
  if (root !== null) createRoot(root).render(<App />);
  // What the page itself needs comes first on a thin line.
  if (document.readyState !== 'complete')
    await new Promise((resolve) => addEventListener('load', resolve, { once: true }));
  // Notifications are shown while no page is open: their language lies where the service worker finds it.
  await kept.keepLanguage(currentLanguage());
  await navigator.serviceWorker?.register('/guardian/sw.js', { scope: '/guardian/' });
}

// Private windows have neither store nor service worker: the page works without.
start().catch(() => {});
