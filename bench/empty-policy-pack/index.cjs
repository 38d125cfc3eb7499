// What any policy pack costs, whatever it judges.
const { PolicyPack } = require("@pulumi/policy");

new PolicyPack("gx-no-policies", { policies: [] });
