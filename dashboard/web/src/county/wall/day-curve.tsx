/** Alerts of each hour today, against the average of the days before. */
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { type EChartsCoreOption, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { memo, useCallback } from 'react';
import type { Overview } from '../../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../../shared/language.ts';
import { useChart } from './use-chart.ts';

use([BarChart, LineChart, GridComponent, CanvasRenderer]);

const TODAY = '#4fa3ff';
const AVERAGE = '#e0a03c';
const QUIET = '#9fb0c0';

export const DayCurve = memo(function DayCurve({ day }: { day: Overview['day'] }) {
  const { t } = useTranslation();
  const element = useChart(useCallback((emPx: number) => optionOf(day, emPx), [day]));
  return (
    <section className="wall-panel wall-day">
      <h2>
        {t('wall.day')}
        <small>
          <b style={{ color: TODAY }}>■ {t('wall.dayToday')}</b>
          {day.averageDays > 0 && (
            <b style={{ color: AVERAGE }}>— {t('wall.dayAverage', { count: day.averageDays })}</b>
          )}
        </small>
      </h2>
      <div ref={element} className="wall-chart" role="img" aria-label={t('wall.day')} />
    </section>
  );
});

function optionOf({ hours }: Overview['day'], emPx: number): EChartsCoreOption {
  const label = { color: QUIET, fontSize: emPx };
  return {
    animation: false,
    grid: { left: emPx * 2.4, right: emPx * 0.6, top: emPx * 0.7, bottom: emPx * 1.6 },
    xAxis: {
      type: 'category',
      data: hours.map((_, hour) => hour),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: QUIET } },
      axisLabel: { ...label, interval: 5 },
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      splitNumber: 3,
      axisLabel: label,
      splitLine: { lineStyle: { color: '#263545' } },
    },
    series: [
      {
        // By their ids they are updated; without, each answer would make them anew.
        ...{ id: 'raised', type: 'bar', itemStyle: { color: TODAY }, barWidth: '62%' },
        data: hours.map(({ raised }) => raised),
      },
      {
        id: 'average',
        type: 'line',
        data: hours.map(({ average }) => average),
        step: 'middle',
        symbol: 'none',
        lineStyle: { color: AVERAGE, width: emPx / 7 },
        itemStyle: { color: AVERAGE },
      },
    ],
  };
}
