/** What a key means on the board, and who may do what. Pure. */
import type { AlertView, Role } from '../../../../../edge-config/contracts/rest.ts';

export type BoardCommand =
  | 'next'
  | 'previous'
  | 'take'
  | 'dispatch'
  | 'onScene'
  | 'close'
  | 'merge'
  | 'note'
  | 'drill'
  | 'card'
  | 'mute'
  | 'shift'
  | 'search'
  | 'help';

/** In the order of the help. */
export const KEYS: Readonly<Record<BoardCommand, readonly string[]>> = {
  next: ['j', 'arrowdown'],
  previous: ['k', 'arrowup'],
  take: ['a'],
  dispatch: ['d'],
  onScene: ['s'],
  close: ['c'],
  merge: ['g'],
  note: ['n'],
  card: ['r'],
  drill: ['p'],
  mute: ['m'],
  shift: ['x'],
  search: ['/'],
  help: ['?'],
};

export const COMMANDS = Object.keys(KEYS) as BoardCommand[];

export function commandOf(key: string): BoardCommand | undefined {
  return COMMANDS.find((command) => KEYS[command].includes(key.toLowerCase()));
}

const ANYBODY: readonly BoardCommand[] = ['next', 'previous', 'card', 'mute', 'shift', 'search', 'help'];
const GOING: readonly BoardCommand[] = [...ANYBODY, 'take', 'onScene', 'note'];

/** As the routes of the contract have it: the console refuses the rest. */
const MAY: Readonly<Record<Role, readonly BoardCommand[]>> = {
  administrator: COMMANDS,
  operator: COMMANDS,
  responder: GOING,
  auditor: ANYBODY,
};

export function may(role: Role, command: BoardCommand): boolean {
  return MAY[role].includes(command);
}

/** Whether the state of the chosen alert allows it. */
export function isPossible(command: BoardCommand, view: AlertView | undefined): boolean {
  switch (command) {
    case 'take':
      return view?.state === 'raised';
    case 'onScene':
      return view !== undefined && view.state !== 'closed' && view.state !== 'on_scene';
    case 'dispatch':
    case 'close':
    case 'merge':
      return view !== undefined && view.state !== 'closed';
    case 'note':
    case 'card':
      return view !== undefined;
    default:
      return true;
  }
}

const NEXT = { raised: 'take', acknowledged: 'dispatch', dispatched: 'onScene', on_scene: 'close' } as const;

/** The one step that leads on. */
export function nextStep({ state }: AlertView): BoardCommand | undefined {
  return state === 'closed' ? undefined : NEXT[state];
}
