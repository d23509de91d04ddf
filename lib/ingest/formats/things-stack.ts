import { type Format, isObject } from "../form";
import { ownQuantities } from "../own-quantities";

/**
 * Uplinks of The Things Stack v3 (MQTT `v3/<application>/devices/<device>/up`, webhooks). Empty fields
 * are left out there, so that the first frame has no `f_cnt`; its time is when the network had it, for
 * the gateways' clocks may be wrong.
 * Source: The Things Stack documentation, "Data Formats", uplink messages.
 */
export const thingsStackFormat: Format = {
  id: "tts",
  parts({ payload }) {
    if (!isObject(payload) || !isObject(payload.end_device_ids)) return undefined;
    const uplink = payload.uplink_message;
    // What somebody simulates in the console has not been measured.
    if (!isObject(uplink) || payload.simulated === true) return [];
    const { f_cnt = 0, f_port, session_key_id, frm_payload, decoded_payload = {}, received_at } = uplink;
    return [
      {
        device: payload.end_device_ids.device_id,
        devicePlace: "end_device_ids.device_id",
        time: { value: received_at ?? payload.received_at },
        document: decoded_payload,
        fields: ownQuantities(decoded_payload),
        uplink: { counter: f_cnt, session: session_key_id, fPort: f_port, bytes: frm_payload },
      },
    ];
  },
};
