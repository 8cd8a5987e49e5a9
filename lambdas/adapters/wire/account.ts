import type { AccountBody } from '../../contract/account.ts';
import type { RelaxedLimits } from '../../contract/limits.ts';
import { usdOf, usdPerSecond, type Books, type BudgetLimits, type Price } from '../../core/spending.ts';

export const toPriceBody = (price: Price): NonNullable<AccountBody['price']> => {
  const perSecond = usdPerSecond(price);
  return {
    base_usd: price.baseUsd,
    unit: price.unit,
    ...(perSecond === undefined ? {} : { usd_per_second: perSecond }),
  };
};

export const toBudgetBody = (
  { dailyMicros, monthlyMicros }: BudgetLimits,
  { todayMicros, monthMicros }: Books,
): NonNullable<AccountBody['budget']> => ({
  ...(dailyMicros === undefined ? {} : { daily_usd: usdOf(dailyMicros) }),
  spent_today_usd: usdOf(todayMicros),
  ...(monthlyMicros === undefined ? {} : { monthly_usd: usdOf(monthlyMicros) }),
  spent_this_month_usd: usdOf(monthMicros),
});

export const toLimitsBody = ({
  promptCharacters,
  clipFramesPerSecond,
  pictureFormats,
}: RelaxedLimits): AccountBody['limits'] => ({
  ...(promptCharacters && { prompt_characters: promptCharacters }),
  ...(clipFramesPerSecond && { clip_frames_per_second: clipFramesPerSecond }),
  ...(pictureFormats && { picture_formats: pictureFormats }),
});
