// Node-RED's settings for the gateway; `energy-gateway start` uses the same and adds its log.
const { openGateway } = require("./dist/appliance/gateway");
const { gatewaySettings, printGenerated } = require("./dist/appliance/settings");

const gateway = openGateway();
printGenerated(gateway);

module.exports = gatewaySettings(gateway);
