import "./declare-services";
import main from "../../index";

/** The program as it is, with whatever the stack file declares. */
export = main;
