/** The words of the gateway's own page. */
import type { BilingualText } from '../../../edge-config/contracts/errors.ts';
import type { Health } from './health.ts';

export const STATUS_TEXTS = {
  title: { zh: '守望网关', en: 'Shouwang gateway' },
  other: { zh: 'English', en: '中文' },
  delivery: { zh: '传递', en: 'Delivery' },
  cameras: { zh: '摄像头', en: 'Cameras' },
  well: { zh: '一切正常', en: 'All is well' },
  troubles: (count: number) => ({
    zh: `有 ${count} 处需要处理`,
    en: count === 1 ? 'One thing needs attention' : `${count} things need attention`,
  }),
  labels: {
    broker: { zh: 'MQTT 服务器', en: 'MQTT broker' },
    console: { zh: '县控制台', en: 'County console' },
    receipt: { zh: '最近回执', en: 'Last receipt' },
    pending: { zh: '等待回执的预警', en: 'Alerts without a receipt' },
    disk: { zh: '写入磁盘', en: 'Writing to disk' },
    clock: { zh: '时钟', en: 'Clock' },
  },
  connected: { zh: '已连接', en: 'connected' },
  unknown: { zh: '未知', en: 'unknown' },
  listens: { zh: '在接收', en: 'listens' },
  noConsole: { zh: '没有控制台在接收', en: 'no console listens' },
  alertsStay: {
    zh: '预警先存在本机，控制台恢复后自动送出；请联系县里检查控制台',
    en: 'Alerts stay here and go out when it is back; have the console checked',
  },
  noReceipt: { zh: '启动以来还没有', en: 'none since the start' },
  receipt: (at: string, ago: BilingualText) => ({ zh: `${at}（${ago.zh}前）`, en: `${at} (${ago.en} ago)` }),
  nonePending: { zh: '没有', en: 'none' },
  pending: (count: number, since: string, wait: BilingualText) => ({
    zh: `${count} 条预警从 ${since} 起等待回执（已等 ${wait.zh}）`,
    en: `${count} ${count === 1 ? 'alert waits' : 'alerts wait'} for a receipt since ${since} (${wait.en})`,
  }),
  pendingRemedy: {
    zh: '控制台没有确认收到：请打电话告知县里，并检查网络与控制台',
    en: 'The console has not confirmed: tell the county by telephone, and have network and console checked',
  },
  allWritten: { zh: '正常', en: 'in order' },
  inMemory: {
    zh: '启动时磁盘写不进去，全部在内存中；修好后请重启网关',
    en: 'the disk took nothing at the start: all is in memory; mend it, then start the gateway again',
  },
  unwritten: (count: number) => ({
    zh: `${count} 条预警写不进磁盘，从内存发送；断电时未送达的会丢失`,
    en: `the disk refuses ${count} ${count === 1 ? 'alert' : 'alerts'}; sent from memory, lost if the power goes before`,
  }),
  clockRight: { zh: '与控制台一致', en: 'agrees with the console’s' },
  clockUnknown: { zh: '未知，收到回执后才能比较', en: 'unknown until a receipt comes' },
  clockRemedy: {
    zh: '预警上的时间差这么多：请校时（例如启用 chrony 或 systemd-timesyncd）',
    en: 'The times of alerts are off by this: set the clock, e.g. by chrony or systemd-timesyncd',
  },
  cameraStates: {
    watching: { zh: '正常', en: 'watching' },
    connecting: { zh: '连接中', en: 'connecting' },
    blind: { zh: '看不见', en: 'blind' },
  },
  camera: (state: BilingualText, since: string) => ({
    zh: `${state.zh}，自 ${since}`,
    en: `${state.en} since ${since}`,
  }),
  footer: ({ households, session, version }: Health, uptime: BilingualText) => ({
    zh: `看护 ${households} 户 · 版本 ${version} · 第 ${session} 次启动 · 已运行 ${uptime.zh}`,
    en: `${households} ${households === 1 ? 'household' : 'households'} · version ${version} · start no. ${session} · up ${uptime.en}`,
  }),
  refreshed: (at: string, everyS: number) => ({
    zh: `本机时间 ${at}，每 ${everyS} 秒刷新`,
    en: `This machine’s time ${at}; refreshed every ${everyS} s`,
  }),
} as const;
