/** Texts of the command line, Chinese and English. `--lang` decides, else LC_ALL / LANG, else English. */

export type Language = 'zh' | 'en';

export const language: Language = chooseLanguage(process.argv, process.env);

export function chooseLanguage(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Language {
  const index = argv.findIndex((word) => word === '--lang' || word.startsWith('--lang='));
  const asked = argv[index]?.includes('=') ? argv[index]?.split('=')[1] : argv[index + 1];
  if (index >= 0 && (asked === 'zh' || asked === 'en')) return asked;
  return /^zh/i.test(env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '') ? 'zh' : 'en';
}

const TEXTS = {
  usage: {
    zh: '守望：看见跌倒，告知县里与家人\n\n用法：$0 <命令>',
    en: 'Shouwang: sees a fall, tells the county and the family\n\nUsage: $0 <command>',
  },
  lang: { zh: '语言', en: 'language' },
  needCommand: { zh: '请给出一个命令', en: 'Name a command' },
  seeHelp: { zh: '用 --help 查看用法', en: 'See --help' },
  value: { zh: '值', en: 'value' },
  reason: { zh: '原因', en: 'reason' },
  fix: { zh: '改法', en: 'fix' },
  demo: {
    zh: '在本机演示全过程：摄像头看到跌倒，控制台与手机收到预警',
    en: 'run the whole line here: a camera sees a fall, console and phone are told',
  },
  demoOnce: { zh: '第一条预警送达后退出', en: 'end after the first alert has arrived everywhere' },
  demoJson: { zh: '输出一个 JSON 对象', en: 'print one JSON object' },
  demoCamera: { zh: '用自己的 RTSP 摄像头', en: 'use your own RTSP camera' },
  demoVideo: { zh: '用自己的视频文件', en: 'use your own video file' },
  demoBroker: {
    zh: '用已有的 MQTT 服务器（mqtt://…）而不是内置的',
    en: 'use this broker (mqtt://…) in place of the embedded one',
  },
  demoBrokerWs: {
    zh: '该 MQTT 服务器的 WebSocket 地址（手机网页用）',
    en: 'the WebSocket address of that broker, for the phone page',
  },
  demoCount: { zh: '与 --once 同用：等待几条预警', en: 'with --once: how many alerts to wait for' },
  demoPort: { zh: '控制台端口', en: 'port of the console' },
  gateway: { zh: '运行网关', en: 'run the gateway' },
  dashboard: { zh: '运行县控制台', en: 'run the county console' },
  invite: {
    zh: '发一个一次性链接，用来设置密码；账号不存在时新建',
    en: 'make a one-time link that sets a password; makes the account where there is none',
  },
  inviteUsername: { zh: '用户名，默认 administrator', en: 'user name, administrator by default' },
  inviteDisplayName: { zh: '新账号的显示名称', en: 'shown name of a new account' },
  inviteRole: { zh: '新账号的角色，默认管理员', en: 'role of a new account, administrator by default' },
  inviteDivision: {
    zh: '新账号的辖区代码，默认不限',
    en: 'division of a new account; everywhere by default',
  },
  inviteOnce: { zh: '只能用一次，有效至', en: 'works once, until' },
  inviteKnown: {
    zh: '账号已存在，名称、角色与辖区请在页面“人员”中修改',
    en: 'there is this account; change its name, role and division on the page "People"',
  },
  broker: { zh: '运行内置 MQTT 服务器', en: 'run the embedded MQTT broker' },
  brokerMosquitto: {
    zh: '输出给 Mosquitto 用的访问规则或密码行',
    en: 'print the same access rules, or the password lines, for Mosquitto',
  },
  brokerConsole: {
    zh: '控制台的配置：密码行也包括在控制台绑定的家人（用服务器数据库时）',
    en: 'config of the console: password lines also of the families bound there (with a database server)',
  },
  simulator: { zh: '运行摄像头模拟器（培训与测试）', en: 'run the camera simulator (training and tests)' },
  configFile: { zh: '配置文件', en: 'configuration file' },
  config: { zh: '检查、说明或新建配置', en: 'check, describe or create a configuration' },
  configCheck: {
    zh: '检查网关配置，一次列出全部问题',
    en: 'check a gateway configuration; all faults at once',
  },
  configSchema: { zh: '输出 JSON Schema', en: 'print the JSON Schema' },
  configInit: { zh: '写一份可修改的示例配置', en: 'write an example to start from' },
  configOk: { zh: '配置正确', en: 'The configuration is valid' },
  configExists: { zh: '文件已存在，未改动', en: 'The file exists; nothing was changed' },
  configWritten: { zh: '已写入', en: 'Written' },
  replay: {
    zh: '重放视频或情景文件：输出事件；给出 --clock 时按那一天那一刻输出全部预警',
    en: 'replay videos or scenarios and print the events; with --clock all alerts as of that day and hour',
  },
  replayFile: { zh: '视频文件，或情景文件（.yaml）', en: 'video files, or scenarios (.yaml)' },
  replayCamera: { zh: '采用配置中哪个摄像头的区域', en: 'the camera of the configuration whose zones hold' },
  replayClock: {
    zh: '视频开始的时刻，如 2026-03-12T06:00+08:00',
    en: 'when the video begins, such as 2026-03-12T06:00+08:00',
  },
  replaySpeed: { zh: '全速，或与真实时间同步', en: 'as fast as possible, or as slow as life' },
  replayHold: { zh: '片尾最后一秒持续多久，如 8h', en: 'how long the last second goes on, such as 8h' },
  replayOnly: { zh: '只放标题含此文字的情景', en: 'only scenarios whose title has this in it' },
  replayDays: { zh: '情景放几天', en: 'days of the scenario' },
  replayHouseholds: { zh: '同样生活的户数', en: 'households that live the same life' },
  replayedDays: { zh: '天', en: 'day(s)' },
  replayedAlerts: { zh: '条预警', en: 'alert(s)' },
  replayedState: { zh: '每摄像头记忆', en: 'to remember per camera' },
  replayFrames: { zh: '帧', en: 'frames' },
  replayJson: { zh: '每个事件输出一行 JSON', en: 'one JSON line per event' },
  bench: {
    zh: '测量网关的处理器用时：空闲、有人静止、有人走动',
    en: 'measure what the gateway costs: idle, someone still, someone moving',
  },
  benchPart: {
    zh: 'gateway：网关的开销；county：县控制台在一年数据下的快慢；phones：家人手机、推送与梯级（后两项需要 PostgreSQL 与 Chromium）',
    en: 'gateway: what a gateway costs; county: the console with a year of data; phones: families, pushes and ladders (both need PostgreSQL and Chromium)',
  },
  benchScene: { zh: '只测这些场景', en: 'only these scenes' },
  benchCameras: { zh: '摄像头数', en: 'cameras' },
  benchSeconds: { zh: '每个场景的测量秒数', en: 'measured seconds of each scene' },
  benchSettle: { zh: '测量前等待的秒数', en: 'seconds to settle before measuring' },
  benchJson: { zh: '把结果写入此文件', en: 'write the figures to this file' },
  faults: {
    zh: '故障测试：断网、断电、杀进程，清点预警有没有丢、有没有重复',
    en: 'fault tests: cut, kill and refuse on real parts, and count what is lost or shown twice',
  },
  faultsDocs: { zh: '把结果表写成 Markdown 文件', en: 'write the table as a Markdown page' },
  faultsFrom: {
    zh: '不运行，把之前用 --json 写出的结果合在一起（同一项以后面的文件为准）',
    en: 'run nothing: tell the results that --json wrote earlier together (of a case in several, the last file counts)',
  },
  faultsOnly: { zh: '只测名称含此文字的情形', en: 'only cases whose name has this in it' },
  faultsRepeat: { zh: '每种情形测几次', en: 'runs of each case' },
  faultsOutage: { zh: '长时间中断的秒数', en: 'seconds of a long outage' },
  faultsQueue: { zh: '长队列里的预警数', en: 'alerts in a long queue' },
  check: {
    zh: '检查已存的数据是否自洽',
    en: 'check that what is stored agrees with itself',
  },
  checkJson: { zh: '输出 JSON', en: 'print JSON' },
  checkHolds: { zh: '项成立', en: 'hold' },
  checkBroken: { zh: '项不成立', en: 'do not' },
  faultsDay: { zh: '模拟的一天里断网多少次', en: 'outages in a simulated day' },
  faultsPart: { zh: '只做一部分：送达、摄像头', en: 'a part only: delivery, cameras' },
  faultsEmbedded: {
    zh: '用内置数据库，即使装有 PostgreSQL',
    en: 'the embedded database, even where PostgreSQL is installed',
  },
  evaluate: {
    zh: '用带标注的视频衡量：查出几成跌倒、误报多少',
    en: 'measure on labelled clips: how many falls are found, what is raised falsely',
  },
  evaluateFolder: { zh: '含 labels.json 的文件夹', en: 'folder with a labels.json' },
  evaluateHold: {
    zh: '片尾最后一秒往复播放多久（秒）',
    en: 'seconds for which the last second of a clip is held',
  },
  evaluateJson: { zh: '把全部结果写入此文件', en: 'write the whole result to this file' },
  evaluateOverlay: {
    zh: '把每段视频的骨架缩略图写入此文件夹',
    en: 'write a contact sheet with skeletons per clip here',
  },
  evaluateVariant: {
    zh: '把视频当作另一台摄像机拍的来看：镜像、昏暗、更远……',
    en: 'see the clips as another camera would have shown them: mirrored, dim, farther away, …',
  },
  evaluateAccurate: {
    zh: '精细模式：320 像素并放大再看一次',
    en: 'accurate mode: 320 px and a closer second look',
  },
  doctor: {
    zh: '检查本机：ffmpeg、模型、端口、磁盘、时钟、MQTT',
    en: 'check this machine: ffmpeg, model, ports, disk, clock, broker',
  },
} as const satisfies Record<string, Record<Language, string>>;

export type TextKey = keyof typeof TEXTS;

export function text(key: TextKey): string {
  return TEXTS[key][language];
}
