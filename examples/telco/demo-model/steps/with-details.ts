import { questions } from '../questions.ts';
import { callOnce, type Step } from './step.ts';

/** Recommends plans by what the user said he wants. */
export const recommend: Step = ({ details: { budget, wants5g, country } }, turn) => {
  const preferences = {
    ...(budget !== undefined && { budget }),
    ...(wants5g && { need_5g: true }),
    ...(country !== undefined && { travel_country: country }),
  };
  const args = Object.keys(preferences).length > 0 ? { preferences_json: JSON.stringify(preferences) } : {};
  return callOnce(turn, { name: 'recommend_packages_tool', args });
};

/** Looks up roaming in the country named, or asks for it. */
export const roamIn: Step = ({ details: { country } }, turn) =>
  country === undefined
    ? { says: `${questions.roamingCountry.begins}?` }
    : callOnce(turn, { name: 'get_roaming_info_tool', args: { country_code: country } });

/** Sets the alerts named, or asks for them. */
export const setAlerts: Step = ({ details: { percent, gigabytes } }, turn) =>
  percent === undefined && gigabytes === undefined
    ? { says: `${questions.alertThreshold.begins} shall I alert you?` }
    : callOnce(turn, {
        name: 'set_data_alerts_tool',
        args: {
          ...(percent !== undefined && { threshold_percent: percent }),
          ...(gigabytes !== undefined && { threshold_gb: gigabytes }),
        },
      });
