import pulumi from "@pulumi/eslint-plugin";
import tseslint from "typescript-eslint";

/** What plain JavaScript of this repository uses of Node.js without importing it; TypeScript knows by itself. */
const NODE_GLOBALS = Object.fromEntries(
  [
    ...["__dirname", "clearInterval", "clearTimeout", "console", "module", "process", "require"],
    ...["setInterval", "setTimeout", "AbortController", "Buffer", "URL"],
  ].map((name) => [name, "readonly"]),
);

export default tseslint.config(
  { ignores: ["node_modules/", ".lab/"] },
  ...tseslint.configs.recommended,
  {
    files: ["**/*.cjs", "**/*.mjs"],
    rules: { "no-undef": "error", "no-unused-vars": "error", "@typescript-eslint/no-unused-vars": "off" },
    languageOptions: { globals: NODE_GLOBALS },
  },
  { files: ["**/*.cjs"], rules: { "@typescript-eslint/no-require-imports": "off" } },
  {
    files: ["**/*.ts"],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { "@pulumi": pulumi },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@pulumi/no-output-instance-in-template-literal": "error",
      "@pulumi/no-output-in-template-literal": "error",
    },
  },
  {
    // Configuration and environment are read at the edges only; a component that peeks at either cannot be proven.
    files: ["components/**/*.ts", "policies/**/*.ts", "stacks/**/*.ts"],
    ignores: ["stacks/load.ts", "**/*.test.ts"],
    rules: {
      "no-restricted-properties": [
        "error",
        { object: "process", property: "env", message: "Read it in stacks/load.ts." },
      ],
      "no-restricted-syntax": [
        "error",
        {
          selector: "NewExpression[callee.object.name='pulumi'][callee.property.name='Config']",
          message: "stacks/load.ts is the only reader of configuration.",
        },
      ],
    },
  },
);
