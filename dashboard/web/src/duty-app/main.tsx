import { createRoot } from 'react-dom/client';
import { startLanguage } from '../shared/language.ts';
import { App } from './app.tsx';
import './duty.css';
import { TEXTS } from './texts.ts';

await startLanguage(TEXTS);
const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<App />);
// Pages without https have none; without it the page merely does not open while there is no network.
navigator.serviceWorker?.register('/duty/sw.js').catch(() => {});
