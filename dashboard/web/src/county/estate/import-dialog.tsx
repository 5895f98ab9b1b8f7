/** Import of a file: first a look at what it would change, then, if nothing is wrong with it, the import. */
import { DownloadOutlined, InboxOutlined } from '@ant-design/icons';
import { Alert, Button, Modal, Segmented, Spin, Table, Upload } from 'antd';
import { useState } from 'react';
import type { BadRow, ImportReport } from '../../../../../edge-config/contracts/rest.ts';
import { ApiError } from '../../shared/api.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { type ImportKind, importFile } from './api.ts';
import { badRowsText } from './bad-rows-text.ts';
import { CopyText } from './copy-text.tsx';
import { Fault } from './fault.tsx';
import { templateOf } from './templates.ts';

interface ImportDialogProps {
  readonly onImported: () => void;
  readonly onClose: () => void;
}

const KINDS: readonly ImportKind[] = ['divisions', 'shapes', 'households', 'guardian-phones', 'responders'];

type Step =
  | { readonly is: 'choosing' }
  | { readonly is: 'busy' }
  | { readonly is: 'looked'; readonly file: File; readonly report: ImportReport }
  | { readonly is: 'imported'; readonly report: ImportReport }
  | { readonly is: 'refused'; readonly file: File; readonly error: unknown };

export function ImportDialog({ onClose, onImported }: ImportDialogProps) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<ImportKind>('divisions');
  const [step, setStep] = useState<Step>({ is: 'choosing' });
  const send = async (file: File, isDryRun: boolean): Promise<void> => {
    setStep({ is: 'busy' });
    try {
      const report = await importFile(kind, file, isDryRun);
      setStep(isDryRun ? { is: 'looked', file, report } : { is: 'imported', report });
      if (!isDryRun) onImported();
    } catch (error) {
      setStep({ is: 'refused', file, error });
    }
  };
  return (
    <Modal
      open
      width={900}
      title={t('estate.import')}
      onCancel={onClose}
      footer={[
        <Button key="close" onClick={onClose}>
          {t('estate.close')}
        </Button>,
        step.is === 'looked' && (
          <Button
            key="import"
            type="primary"
            disabled={step.report.created + step.report.changed === 0}
            onClick={() => void send(step.file, false)}
            data-testid="import-now"
          >
            {t('estate.importNow')}
          </Button>
        ),
      ]}
    >
      <Segmented
        className="import-kind"
        value={kind}
        onChange={(next) => {
          setKind(next);
          setStep({ is: 'choosing' });
        }}
        options={KINDS.map((each) => ({ value: each, label: t(`estate.import.${each}`) }))}
      />
      <p className="import-about">
        {t(`estate.importAbout.${kind}`)}{' '}
        <Button
          type="link"
          className="in-table"
          icon={<DownloadOutlined />}
          onClick={() => download(templateOf(kind))}
          data-testid="template"
        >
          {t('estate.template')}
        </Button>
      </p>
      <Upload.Dragger
        accept={kind === 'shapes' ? '.geojson,.json' : '.csv,text/csv'}
        showUploadList={false}
        disabled={step.is === 'busy'}
        beforeUpload={(file) => {
          void send(file, true);
          return false;
        }}
      >
        <p>
          <InboxOutlined className="import-icon" aria-hidden />
        </p>
        <p>{t('estate.dropFile')}</p>
      </Upload.Dragger>
      <div className="import-result" aria-live="polite">
        {step.is === 'busy' && <Spin />}
        {(step.is === 'looked' || step.is === 'imported') && <Report report={step.report} />}
        {step.is === 'refused' && (
          <Refusal error={step.error} fileName={step.file.name} onRetry={() => void send(step.file, true)} />
        )}
      </div>
    </Modal>
  );
}

function Report({ report }: { report: ImportReport }) {
  const { t } = useTranslation();
  const { changed, created, examples, isDryRun, rows, unchanged } = report;
  const counts = { rows, created, changed, unchanged };
  return (
    <>
      <Alert
        type={isDryRun ? 'info' : 'success'}
        showIcon
        data-testid={isDryRun ? 'dry-run' : 'imported'}
        title={t(isDryRun ? 'estate.wouldChange' : 'estate.hasChanged', counts)}
        description={isDryRun && changed + created === 0 ? t('estate.nothingToDo') : undefined}
      />
      {isDryRun && examples.length > 0 && (
        <Table
          size="small"
          rowKey="subject"
          dataSource={[...examples]}
          pagination={{ pageSize: 8, hideOnSinglePage: true, showSizeChanger: false }}
          scroll={{ x: 'max-content' }}
          columns={[
            { title: t('estate.subject'), dataIndex: 'subject' },
            { title: t('estate.change'), render: (_, { change }) => t(`estate.${change}`) },
            { title: t('estate.fields'), render: (_, { fields }) => fields.join(', ') },
          ]}
        />
      )}
    </>
  );
}

interface RefusalProps {
  readonly error: unknown;
  readonly fileName: string;
  readonly onRetry: () => void;
}

function Refusal({ error, fileName, onRetry }: RefusalProps) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const bad = error instanceof ApiError ? error.body?.badRows : undefined;
  if (bad === undefined) return <Fault error={error} onRetry={onRetry} />;
  const { listed, more } = bad;
  return (
    <div data-testid="bad-rows">
      <Fault error={error} />
      <p className="bad-rows-head">
        {t('estate.badRows', { count: listed.length + more })}
        {more > 0 && ` ${t('estate.badRowsListed', { count: listed.length })}`}{' '}
        <CopyText text={badRowsText(fileName, listed, language)} label={t('estate.copyAll')} />
      </p>
      <Table<BadRow>
        size="small"
        rowKey={({ column, line, reason }) => `${line} ${column} ${reason.en}`}
        dataSource={[...listed]}
        pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: t('estate.line'), dataIndex: 'line', align: 'right' },
          { title: t('estate.column'), dataIndex: 'column' },
          {
            title: t('estate.value'),
            render: (_, { value }) => (value === '' ? '' : <code className="bad-value">{value}</code>),
          },
          { title: t('estate.reason'), render: (_, { reason }) => reason[language] },
          { title: t('estate.fix'), render: (_, { fix }) => fix[language] },
        ]}
      />
    </div>
  );
}

function download({ name, text }: { name: string; text: string }): void {
  const url = URL.createObjectURL(new Blob([text]));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
