import './shell/early-line.ts';
import { createRoot } from 'react-dom/client';
import { startLanguage } from '../shared/language.ts';
import { App } from './shell/app.tsx';
import './county.css';
import { TEXTS } from './texts.ts';

await startLanguage(TEXTS);
const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<App />);
