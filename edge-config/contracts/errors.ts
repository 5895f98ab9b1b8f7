/**
 * The one catalogue of errors a person may meet. Codes are stable: tools, tests and the help pages refer to
 * them. `exitCode` is what a command ends with, `httpStatus` what a request answers with.
 */
import { type ErrorEntry, entry } from './error-entry.ts';
import { COUNTY_ERRORS } from './errors-county.ts';

export type { BilingualText, ErrorEntry } from './error-entry.ts';

export const ERROR_CATALOGUE = {
  CONFIG_INVALID: entry(
    { zh: '配置文件有错误', en: 'The configuration has errors.' },
    { zh: '按列出的路径逐项修改后重试', en: 'Correct each listed path, then run the command again.' },
    { exitCode: 2 },
  ),
  CONFIG_UNREADABLE: entry(
    { zh: '无法读取配置文件', en: 'The configuration file cannot be read.' },
    { zh: '检查路径、权限与 YAML 语法', en: 'Check the path, its permissions and the YAML syntax.' },
    { exitCode: 2 },
  ),
  SECRET_UNAVAILABLE: entry(
    { zh: '引用的密码不存在', en: 'A referenced secret is absent.' },
    {
      zh: '设置该环境变量，或创建该文件',
      en: 'Set the named environment variable or create the named file.',
    },
    { exitCode: 2 },
  ),
  USAGE: entry(
    { zh: '命令用法不对', en: 'The command was called wrongly.' },
    { zh: '用 --help 查看用法', en: 'See --help.' },
    { exitCode: 2 },
  ),
  FFMPEG_MISSING: entry(
    { zh: '找不到 ffmpeg，或版本低于 5', en: 'ffmpeg is absent or older than 5.' },
    { zh: '执行：sudo apt-get install -y ffmpeg', en: 'Run: sudo apt-get install -y ffmpeg' },
    { exitCode: 3 },
  ),
  MEDIA_UNREADABLE: entry(
    { zh: '文件不是可读的视频', en: 'The file is not a video that can be read.' },
    { zh: '换一个视频文件，或用 ffprobe 检查它', en: 'Use another file, or look at it with ffprobe.' },
    { exitCode: 2 },
  ),
  MODEL_MISSING: entry(
    { zh: '缺少模型文件', en: 'The model file is absent.' },
    { zh: '执行：npm run models:build', en: 'Run: npm run models:build' },
    { exitCode: 3 },
  ),
  MODEL_SHA_MISMATCH: entry(
    { zh: '模型文件与清单的校验值不符', en: 'The model file does not match the manifest’s sha256.' },
    { zh: '执行：npm run models:build', en: 'Run: npm run models:build' },
    { exitCode: 3 },
  ),
  MODEL_UNUSABLE: entry(
    { zh: '模型无法载入', en: 'The model cannot be loaded.' },
    {
      zh: '执行 npm run models:build；仍失败则运行 shouwang doctor',
      en: 'Run npm run models:build; if it fails again, shouwang doctor.',
    },
    { exitCode: 3 },
  ),
  CAMERA_REFUSED: entry(
    { zh: '摄像头拒绝连接', en: 'The camera refuses the connection.' },
    { zh: '检查地址、端口与网线', en: 'Check the address, the port and the cable.' },
  ),
  CAMERA_UNREACHABLE: entry(
    { zh: '摄像头无应答', en: 'The camera does not answer.' },
    { zh: '检查网络与电源', en: 'Check its network and power.' },
  ),
  CAMERA_UNAUTHORISED: entry(
    { zh: '摄像头用户名或密码不对', en: 'The camera refuses the user name or password (401).' },
    {
      zh: '在配置里改正该摄像头的用户名与密码',
      en: 'Correct this camera’s credentials in the configuration.',
    },
  ),
  CAMERA_NOT_FOUND: entry(
    { zh: '摄像头上没有这一路码流', en: 'The camera has no such stream (404).' },
    { zh: '检查 RTSP 地址的路径部分', en: 'Check the path of the RTSP address.' },
  ),
  CAMERA_UNAVAILABLE: entry(
    { zh: '摄像头暂不能提供码流', en: 'The camera cannot serve the stream now (5xx).' },
    { zh: '减少同时取流的客户端，或重启摄像头', en: 'Reduce the clients that use it, or restart it.' },
  ),
  CAMERA_NOT_VIDEO: entry(
    { zh: '码流里没有视频', en: 'The stream holds no video.' },
    { zh: '检查 RTSP 地址是否指向视频通道', en: 'Check that the address names a video channel.' },
  ),
  CAMERA_WRONG_CODEC: entry(
    { zh: '视频编码不受支持', en: 'The video codec is not supported.' },
    { zh: '把摄像头设为 H.264 或 H.265', en: 'Set the camera to H.264 or H.265.' },
  ),
  CAMERA_STALLED: entry(
    { zh: '摄像头已停止发送画面', en: 'The camera stopped sending pictures.' },
    {
      zh: '网关会自动重连；若反复出现请检查网络',
      en: 'The gateway reconnects by itself; check the network if it recurs.',
    },
  ),
  CAMERA_BLANK: entry(
    { zh: '画面是一片纯色', en: 'The picture is one plain colour.' },
    { zh: '重启摄像头；若仍如此请更换', en: 'Restart the camera; replace it if it stays so.' },
  ),
  CAMERA_FROZEN: entry(
    { zh: '画面冻结不动', en: 'The camera repeats an old picture.' },
    { zh: '重启摄像头或录像机', en: 'Restart the camera or the recorder.' },
  ),
  CAMERA_DARK: entry(
    { zh: '太暗，看不清', en: 'It is too dark to see anything.' },
    { zh: '打开红外补光，或加一盏小夜灯', en: 'Switch the infra-red light on, or add a night lamp.' },
  ),
  CAMERA_COVERED: entry(
    { zh: '镜头被遮挡', en: 'The lens is covered.' },
    { zh: '请住户移开遮挡物', en: 'Ask the household to clear the lens.' },
  ),
  CAMERA_DEFOCUSED: entry(
    { zh: '画面模糊失焦', en: 'The picture is out of focus.' },
    { zh: '擦净镜头，重新对焦', en: 'Clean the lens and focus it anew.' },
  ),
  CAMERA_MOVED: entry(
    { zh: '摄像头被挪动，画面与平时不同', en: 'The camera was turned and looks elsewhere.' },
    { zh: '转回原位；若是有意挪动，请重画区域', en: 'Turn it back; if it was meant, draw the zones anew.' },
  ),
  CAMERA_ENDED: entry(
    { zh: '码流意外结束', en: 'The stream ended.' },
    { zh: '网关会自动重连', en: 'The gateway reconnects by itself.' },
  ),
  CAMERA_FAILED: entry(
    { zh: '取流失败，原因未知', en: 'Pulling the stream failed for an unknown reason.' },
    { zh: '查看网关日志中的 ffmpeg 输出', en: 'See ffmpeg’s words in the gateway’s log.' },
  ),
  BROKER_REFUSED: entry(
    { zh: 'MQTT 服务器拒绝登录', en: 'The MQTT broker refused the log-in (CONNACK).' },
    { zh: '检查用户名、密码与权限', en: 'Check user name, password and permissions.' },
    { exitCode: 4 },
  ),
  BROKER_UNREACHABLE: entry(
    { zh: '连接不上 MQTT 服务器', en: 'The MQTT broker cannot be reached.' },
    { zh: '检查地址与网络；预警会先存入发件箱', en: 'Check address and network; alerts wait in the outbox.' },
    { exitCode: 4 },
  ),
  OUTBOX_UNUSABLE: entry(
    { zh: '发件箱数据库无法使用', en: 'The outbox database cannot be used.' },
    { zh: '检查磁盘空间与目录权限', en: 'Check disk space and the directory’s permissions.' },
    { exitCode: 5 },
  ),
  DATABASE_UNUSABLE: entry(
    { zh: '控制台数据库无法使用', en: 'The console’s database cannot be used.' },
    {
      zh: '检查数据库地址、磁盘空间与目录权限',
      en: 'Check the database address, disk space and permissions.',
    },
    { exitCode: 5, httpStatus: 503 },
  ),
  PORT_IN_USE: entry(
    { zh: '端口已被占用', en: 'The port is in use.' },
    { zh: '换一个端口，或停止占用它的程序', en: 'Choose another port, or stop the program that uses it.' },
    { exitCode: 6 },
  ),
  MESSAGE_MALFORMED: entry(
    { zh: 'MQTT 消息无法解析', en: 'An MQTT payload does not parse.' },
    {
      zh: '消息已存入死信表；检查发送方版本',
      en: 'It is kept in the dead-letter table; check the sender’s version.',
    },
  ),
  CONSOLE_RUNNING: entry(
    {
      zh: '控制台正在运行，内置数据库同时只能有一个使用者',
      en: 'The console runs, and its embedded database has room for one.',
    },
    {
      zh: '先停止控制台再运行；或在页面“人员”中操作',
      en: 'Stop the console and run this again, or do it on its page "People".',
    },
    { exitCode: 5 },
  ),
  NOT_ALLOWED: entry(
    { zh: '没有权限', en: 'Not permitted.' },
    { zh: '请联系管理员', en: 'Ask an administrator.' },
    { httpStatus: 403 },
  ),
  DEMO_TIMEOUT: entry(
    { zh: '演示在限定时间内没有完成', en: 'The demo did not finish in its time.' },
    { zh: '查看列出的日志；运行 shouwang doctor', en: 'See the listed logs; run shouwang doctor.' },
    { exitCode: 7 },
  ),
  BENCH_UNSUPPORTED: entry(
    { zh: '此系统不能测量处理器用时', en: 'CPU time cannot be measured on this system.' },
    { zh: '请在 Linux 上运行', en: 'Run it on Linux.' },
    { exitCode: 7 },
  ),
  BENCH_FAILED: entry(
    { zh: '性能测量的一个部分提前结束', en: 'A part of the bench ended before its time.' },
    { zh: '查看其最后的输出；运行 shouwang doctor', en: 'See its last words; run shouwang doctor.' },
    { exitCode: 7 },
  ),
  INTERNAL: entry(
    { zh: '程序内部错误', en: 'An internal error.' },
    { zh: '请把日志交给维护人员', en: 'Give the log to the maintainers.' },
    { exitCode: 1, httpStatus: 500 },
  ),
  ...COUNTY_ERRORS,
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;

export const ERROR_CODES = Object.keys(ERROR_CATALOGUE) as ErrorCode[];

export function errorEntry(code: ErrorCode): ErrorEntry {
  return ERROR_CATALOGUE[code];
}

/** One thing wrong with an input: where, what it was, why it is refused and how to mend it. */
export interface InputIssue {
  /** Dotted path into the input, for example `cameras[2].zones[0].polygon`. */
  readonly path: string;
  /** The offending value as JSON, shortened; secrets are shown as `***`. */
  readonly value: string;
  readonly reason: string;
  readonly fix: string;
}

/** An error of the catalogue. `detail` says what happened here; it must hold no password or token. */
export class ShouwangError extends Error {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly issues: readonly InputIssue[];

  constructor(
    code: ErrorCode,
    detail: string,
    options: { cause?: unknown; issues?: readonly InputIssue[] } = {},
  ) {
    super(`${code}: ${detail}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ShouwangError';
    this.code = code;
    this.detail = detail;
    this.issues = options.issues ?? [];
  }
}

export function isShouwangError(error: unknown): error is ShouwangError {
  return error instanceof ShouwangError;
}
